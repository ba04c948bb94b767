namespace PenguinMails.Audit.Retention;

internal sealed class RetentionOptionsValidator : OptionsRules<RetentionOptions>
{
    protected override IEnumerable<(bool Holds, string Failure)> Rules(RetentionOptions options) =>
    [
        (options.OnlineMonths is >= 1 and <= 1200, "Audit:Retention:OnlineMonths must be from 1 to 1200."),
        (!string.IsNullOrWhiteSpace(options.ArchiveFolder), "Audit:Retention:ArchiveFolder must name a folder."),
        (IsBetween(options.Interval, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1)), "Audit:Retention:Interval must be from 100 ms to one day."),
        (options.AttachedFor > TimeSpan.Zero && options.AttachedFor <= TimeSpan.FromDays(366),
            "Audit:Retention:AttachedFor must be longer than nothing and at most 366 days."),
    ];
}
