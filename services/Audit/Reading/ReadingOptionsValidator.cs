namespace PenguinMails.Audit.Reading;

internal sealed class ReadingOptionsValidator : OptionsRules<ReadingOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    protected override IEnumerable<(bool Holds, string Failure)> Rules(ReadingOptions options) =>
    [
        (options.Records >= 1, "Audit:Reading:Records must be at least 1."),
        (options.ReplayRecords >= 0, "Audit:Reading:ReplayRecords must be at least 0."),
        (IsBetween(options.Window, Shortest, Longest), "Audit:Reading:Window must be from one minute to one day."),
        (IsBetween(options.ReplayWindow, TimeSpan.Zero, Longest), "Audit:Reading:ReplayWindow must be at most one day."),
    ];
}
