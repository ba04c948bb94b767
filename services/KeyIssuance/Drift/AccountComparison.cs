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
        var found = check.Lines.Where(line => line.PublicKey is not null)
            .GroupBy(line => line.PublicKey!.Fingerprint, StringComparer.Ordinal).ToDictionary(lines => lines.Key, lines => lines.ToArray(), StringComparer.Ordinal);
        var own = Versions.ToDictionary(version => version.Fingerprint!, StringComparer.Ordinal);
        IEnumerable<Observation?> observations =
        [
            check.ModeFaults.Count == 0 ? null : new Observation(DriftKinds.ChangedMode, null, string.Join(' ', check.ModeFaults), RepairsItself: true),
            .. Versions.Where(version => version.IsAcceptedAt(Now)).Select(version => OfExpected(version, found.GetValueOrDefault(version.Fingerprint!, []))),
            .. found.Values.Select(lines => own.TryGetValue(lines[0].PublicKey!.Fingerprint, out var version) ? OfEnded(version) : OfForeign(lines)),
        ];
        return [.. observations.OfType<Observation>()];
    }

    private static Observation? OfExpected(SecretVersion version, AuthorizedKeysLine[] lines)
    {
        var name = version.Is(VersionState.Current) ? "current" : "retiring";
        var end = version.Is(VersionState.Current) ? null : version.GraceEndsAt;
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

    private Observation? OfEnded(SecretVersion version) => version switch
    {
        _ when Banned.Contains(version.Fingerprint!) => OfBanned(version.PublicKey()),
        _ when version.Is(VersionState.Retired) =>
            new Observation(DriftKinds.EndedKey, version.PublicKey(), "A key that has retired is accepted.", RepairsItself: true),
        _ when version.Is(VersionState.Abandoned) =>
            new Observation(DriftKinds.EndedKey, version.PublicKey(), "A key that never came into use is accepted.", RepairsItself: true),
        _ => null,
    };

    private Observation? OfForeign(AuthorizedKeysLine[] lines)
    {
        var key = lines[0].PublicKey!;
        var authority = lines.Any(line => line.Options?.Contains("cert-authority", StringComparison.OrdinalIgnoreCase) == true)
            ? " It is a certificate authority: every key that it signs is accepted too."
            : "";
        return Foreign.GetValueOrDefault(key.Fingerprint) switch
        {
            KeyOrigin.Banned => OfBanned(key),
            KeyOrigin.EndedElsewhere =>
                new Observation(DriftKinds.EndedKey, key, "A key that was issued for another account, and has ended there, is accepted." + authority, RepairsItself: true),
            KeyOrigin.LiveElsewhere =>
                new Observation(DriftKinds.UnknownKey, key, "A key that was issued for another account is accepted." + authority, RepairsItself: false),
            KeyOrigin.Unknown =>
                new Observation(DriftKinds.UnknownKey, key, "A key that the platform has never issued is accepted." + authority, RepairsItself: false),
            _ => null,
        };
    }

    private static Observation OfBanned(PublicKey key) =>
        new(DriftKinds.BannedKey, key, "A key that was revoked, or ended with a lost server, is accepted.", RepairsItself: true);

    private static bool HasOnlyExpiry(AuthorizedKeysLine line) =>
        line.Options is null
        || (line.Options.StartsWith("expiry-time=\"", StringComparison.OrdinalIgnoreCase) && line.Options.IndexOf('"', "expiry-time=\"".Length) == line.Options.Length - 1);

    private static string TextOf(DateTimeOffset? end) => end is { } known ? $"{known.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "never, or at another time than in UTC";
}
