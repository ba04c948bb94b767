namespace PenguinMails.Audit.Retention;

/// <summary>Validates the options and reports all failures together.</summary>
internal sealed class RetentionOptionsValidator : IValidateOptions<RetentionOptions>
{
    public ValidateOptionsResult Validate(string? name, RetentionOptions options)
    {
        var failures = new List<string>();
        if (options.OnlineMonths is < 1 or > 1200)
        {
            failures.Add("Audit:Retention:OnlineMonths must be from 1 to 1200.");
        }

        if (string.IsNullOrWhiteSpace(options.ArchiveFolder))
        {
            failures.Add("Audit:Retention:ArchiveFolder must name a folder.");
        }

        if (options.Interval < TimeSpan.FromMilliseconds(100) || options.Interval > TimeSpan.FromDays(1))
        {
            failures.Add("Audit:Retention:Interval must be from 100 ms to one day.");
        }

        if (options.AttachedFor <= TimeSpan.Zero || options.AttachedFor > TimeSpan.FromDays(366))
        {
            failures.Add("Audit:Retention:AttachedFor must be longer than nothing and at most 366 days.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
