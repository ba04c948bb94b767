using PenguinMails.KeyIssuance.SecretTypes.Ssh.Keys;

namespace PenguinMails.KeyIssuance.Drift;

/// <summary>Compares what an account's authorized_keys says with what it should say. Knows no database and no server.</summary>
/// <param name="Versions">All versions of the account's secret.</param>
/// <param name="Banned">Fingerprints among those found that are banned.</param>
/// <param name="Foreign">What is known of the found keys that are none of <paramref name="Versions"/>; unknown where they are missing.</param>
/// <param name="Now">To tell which end of grace has passed.</param>
internal sealed record AccountComparison(
    IReadOnlyList<SecretVersion> Versions, IReadOnlySet<string> Banned, IReadOnlyDictionary<string, KeyOrigin> Foreign, DateTimeOffset Now)
{
    /// <summary>The file of an account that does not exist.</summary>
    public IReadOnlyList<Observation> CompareMissingAccount(string detail) =>
        [.. Versions.Where(version => version.IsAcceptedAt(Now)).Select(version => new Observation(DriftKinds.MissingKey, version.PublicKey(), detail, RepairsItself: false))];

    public IReadOnlyList<Observation> Compare(AccountCheckOutcome.Checked check)
    {
        var found = KeySources.KeysOf(check).ToDictionary(key => key.Key.Fingerprint, StringComparer.Ordinal);
        var own = Versions.ToDictionary(version => version.Fingerprint!, StringComparer.Ordinal);
        IEnumerable<Observation?> observations =
        [
            check.ModeFaults.Count == 0 ? null : new Observation(DriftKinds.ChangedMode, null, string.Join(' ', check.ModeFaults), RepairsItself: true),
            .. Versions.Where(version => version.IsAcceptedAt(Now)).Select(version => OfExpected(version, found.GetValueOrDefault(version.Fingerprint!)?.Lines ?? [])),
            .. found.Values.Select(key => own.TryGetValue(key.Key.Fingerprint, out var version) ? OfOwn(version, key) : OfForeign(key)),
            .. KeySources.NotSeenThrough(check).Concat(LimitsOfAccount.Of(check)).Where(observation => Foreign.GetValueOrDefault(observation.Mark!) != KeyOrigin.Accepted),
        ];
        return [.. observations.OfType<Observation>()];
    }

    private static Observation? OfExpected(SecretVersion version, AuthorizedKeysLine[] lines)
    {
        var name = version.Is(VersionState.Current) ? "current" : "retiring";
        var end = version.EndAtTarget;
        if (lines.Length == 0)
        {
            return new Observation(DriftKinds.MissingKey, version.PublicKey(), $"The line of the {name} key is not there, or is commented out.", RepairsItself: true);
        }

        if (lines.Any(line => !HasOnlyExpiry(line)))
        {
            return new Observation(DriftKinds.MissingKey, version.PublicKey(), $"A line of the {name} key has options that limit it.", RepairsItself: true);
        }

        return Array.Find(lines, line => line.ExpiresAt != end || (line.Options is null) != (end is null)) is not { } wrong
            ? null
            : new Observation(
                DriftKinds.WrongExpiry,
                version.PublicKey(),
                $"A line of the {name} key ends {TextOf(wrong.ExpiresAt)}; it should end {TextOf(end)}.",
                RepairsItself: true);
    }

    private Observation? OfOwn(SecretVersion version, FoundKey found) => version switch
    {
        _ when Banned.Contains(version.Fingerprint!) => OfBanned(found),
        _ when version.Is(VersionState.Retired) => Ended(found, "A key that has retired is accepted."),
        _ when version.Is(VersionState.Abandoned) => Ended(found, "A key that never came into use is accepted."),
        _ when found.Elsewhere.Count > 0 && version.IsAcceptedAt(Now) =>
            new Observation(DriftKinds.CopiedKey, found.Key, "A key in use has a copy that would outlive its end." + found.ElsewhereText, RepairsItself: false),
        _ => null,
    };

    private Observation? OfForeign(FoundKey found) => Foreign.GetValueOrDefault(found.Key.Fingerprint) switch
    {
        KeyOrigin.Banned => OfBanned(found),
        KeyOrigin.LeftControl => Ended(found, "A line of the platform that a proof left behind is accepted; nobody has a key to it."),
        KeyOrigin.EndedElsewhere => Ended(found, "A key that was issued for another account, and has ended there, is accepted."),
        KeyOrigin.LiveElsewhere => Unknown(found, "A key that was issued for another account is accepted."),
        KeyOrigin.Unknown => Unknown(found, "A key that the platform has never issued is accepted."),
        _ => null,
    };

    private static Observation OfBanned(FoundKey found) => new(
        DriftKinds.BannedKey, found.Key, "A key that was revoked, or ended with a lost server, is accepted." + found.ElsewhereText, found.IsRemovable);

    private static Observation Ended(FoundKey found, string detail) =>
        new(DriftKinds.EndedKey, found.Key, detail + found.AuthorityText + found.ElsewhereText, found.IsRemovable);

    private static Observation Unknown(FoundKey found, string detail) =>
        new(DriftKinds.UnknownKey, found.Key, detail + found.AuthorityText + found.ElsewhereText, RepairsItself: false);

    private static bool HasOnlyExpiry(AuthorizedKeysLine line) =>
        line.Options is null
        || (line.Options.StartsWith("expiry-time=\"", StringComparison.OrdinalIgnoreCase) && line.Options.IndexOf('"', "expiry-time=\"".Length) == line.Options.Length - 1);

    private static string TextOf(DateTimeOffset? end) => end is { } known ? $"{known.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "never, or at another time than in UTC";
}
