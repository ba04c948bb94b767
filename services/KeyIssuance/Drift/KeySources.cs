namespace PenguinMails.KeyIssuance.Drift;

/// <summary>Where an account's keys come from, beside the file that the platform edits.</summary>
internal static class KeySources
{
    private static readonly IReadOnlyDictionary<string, string> Settings = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["authorizedkeyscommand"] = "sshd also accepts the keys that a command prints (AuthorizedKeysCommand {0}); the platform does not see them.",
        ["trustedusercakeys"] = "sshd also accepts certificates that the keys in {0} sign (TrustedUserCAKeys); the platform does not see them.",
    };

    /// <summary>What is not understood, and what cannot be seen.</summary>
    public static IEnumerable<Observation> NotSeenThrough(AccountCheckOutcome.Checked check) =>
    [
        .. UnclearOf(check).Select(unclear => new Observation(
            DriftKinds.UnclearLine, null, $"{unclear.Place} is not understood; sshd may accept a key for it.", RepairsItself: false) { Mark = unclear.Line.Hash }),
        .. Settings.Where(setting => check.Settings.Find(setting.Key) is not null).Select(setting => new Observation(
            DriftKinds.OtherSource, null, string.Format(CultureInfo.InvariantCulture, setting.Value, check.Settings.Find(setting.Key)), RepairsItself: false)
        {
            Mark = MarkOf(check, setting.Key),
        }),
    ];

    /// <summary>The places of a key in other files than the one that the platform edits.</summary>
    public static IEnumerable<FoundKey> KeysOf(AccountCheckOutcome.Checked check)
    {
        var elsewhere = check.Others.SelectMany(file => (file.Lines ?? []).Select(line => (Line: line, Place: (string?)file.PlaceOf(line))));
        return check.Lines.Select(line => (Line: line, Place: (string?)null)).Concat(elsewhere)
            .Where(found => found.Line is { PublicKey: not null, Effect: not LineEffect.Ignores })
            .GroupBy(found => found.Line.PublicKey!, found => found)
            .Select(group => new FoundKey(
                group.Key,
                [.. group.Where(found => found.Place is null).Select(found => found.Line)],
                [.. group.Select(found => found.Place).OfType<string>()],
                group.Any(found => found.Line.IsAuthority)));
    }

    /// <summary>The fingerprints of all keys that were found, and the marks of what is not seen through.</summary>
    public static IEnumerable<string> MarksOf(AccountCheckOutcome.Checked check) =>
    [
        .. KeysOf(check).Select(found => found.Key.Fingerprint), .. UnclearOf(check).Select(unclear => unclear.Line.Hash!),
        .. Settings.Keys.Where(name => check.Settings.Find(name) is not null).Select(name => MarkOf(check, name)),
    ];

    private static IEnumerable<(AuthorizedKeysLine Line, string Place)> UnclearOf(AccountCheckOutcome.Checked check) =>
        check.Lines.Select(line => (line, $"Line {line.Number} of authorized_keys"))
            .Concat(check.Others.SelectMany(file => (file.Lines ?? []).Select(line => (line, file.PlaceOf(line)))))
            .Where(found => found.line is { Effect: LineEffect.Unclear, PublicKey: null });

    private static string MarkOf(AccountCheckOutcome.Checked check, string setting) => Observation.MarkOf($"{setting} {check.Settings.Find(setting)}");
}

/// <summary>A key that sshd accepts for an account.</summary>
/// <param name="Key">The key.</param>
/// <param name="Lines">Its lines in the file that the platform edits.</param>
/// <param name="Elsewhere">Its places in other files.</param>
/// <param name="IsAuthority">Whether a line lets it sign certificates.</param>
internal sealed record FoundKey(PublicKey Key, AuthorizedKeysLine[] Lines, IReadOnlyList<string> Elsewhere, bool IsAuthority)
{
    /// <summary>Whether the platform can remove it altogether.</summary>
    public bool IsRemovable => Lines.Length > 0;

    /// <summary>What a finding adds where the key is elsewhere too.</summary>
    public string ElsewhereText => Elsewhere.Count == 0 ? "" : $" It is in {string.Join(" and in ", Elsewhere)}, which the platform does not edit.";

    /// <summary>What a finding adds of a key that signs certificates.</summary>
    public string AuthorityText => IsAuthority ? " It is a certificate authority: every key that it signs is accepted too." : "";
}
