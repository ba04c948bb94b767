namespace PenguinMails.Audit.Watching;

/// <summary>Section <c>Audit:Watch</c>.</summary>
public sealed class WatchOptions
{
    public const string Section = "Audit:Watch";

    /// <summary>
    /// A part of the watch over the ledger that has not come to its end for so long beyond its pause is an alert, and a lock that it is not given for so long
    /// is not waited for. Default 5 minutes.
    /// </summary>
    public TimeSpan Silence { get; set; } = TimeSpan.FromMinutes(5);
}

internal sealed class WatchOptionsValidator : OptionsRules<WatchOptions>
{
    protected override IEnumerable<(bool Holds, string Failure)> Rules(WatchOptions options) =>
        [(IsBetween(options.Silence, TimeSpan.FromMilliseconds(500), TimeSpan.FromHours(1)), "Audit:Watch:Silence must be from 500 ms to an hour.")];
}
