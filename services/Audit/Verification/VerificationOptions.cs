namespace PenguinMails.Audit.Verification;

/// <summary>Section <c>Audit</c>.</summary>
public sealed class VerificationOptions
{
    public const string Section = "Audit";

    /// <summary>
    /// The pause between two verifications of the whole ledger in the background. Default 30 s, at most a day; a large ledger has longer pauses,
    /// twenty times as long as its verification takes.
    /// </summary>
    public TimeSpan VerificationInterval { get; set; } = TimeSpan.FromSeconds(30);
}

internal sealed class VerificationOptionsValidator : OptionsRules<VerificationOptions>
{
    protected override IEnumerable<(bool Holds, string Failure)> Rules(VerificationOptions options) =>
    [
        (IsBetween(options.VerificationInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1)), "Audit:VerificationInterval must be from 100 ms to one day."),
    ];
}
