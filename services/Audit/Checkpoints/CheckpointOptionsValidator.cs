namespace PenguinMails.Audit.Checkpoints;

/// <summary>Validates the options and reports all failures together.</summary>
internal sealed class CheckpointOptionsValidator : IValidateOptions<CheckpointOptions>
{
    public ValidateOptionsResult Validate(string? name, CheckpointOptions options)
    {
        var failures = new List<string>();
        if (string.IsNullOrWhiteSpace(options.CheckpointFolder))
        {
            failures.Add("Audit:CheckpointFolder must name a folder.");
        }

        if (options.CheckpointInterval < TimeSpan.FromMilliseconds(100) || options.CheckpointInterval > TimeSpan.FromMinutes(1))
        {
            failures.Add("Audit:CheckpointInterval must be from 100 ms to one minute.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
