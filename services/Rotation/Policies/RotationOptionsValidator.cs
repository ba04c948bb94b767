namespace PenguinMails.Rotation.Policies;

/// <summary>Validates section <c>Rotation</c> and reports all failures together.</summary>
public sealed class RotationOptionsValidator : IValidateOptions<RotationOptions>
{
    private static readonly TimeSpan LongestInterval = RotationPolicies.LongestInterval;
    private static readonly TimeSpan LongestGrace = TimeSpan.FromDays(7);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public ValidateOptionsResult Validate(string? name, RotationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string[] failures =
        [
            .. TypeFailures("Ssh", options.Ssh),
            .. TypeFailures("Smtp", options.Smtp),
            .. TypeFailures("Dkim", options.Dkim),
            .. SchedulerFailures(options.Scheduler),
        ];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> TypeFailures(string type, SecretTypeOptions options)
    {
        if (options.Interval < Second || options.Interval > LongestInterval)
        {
            yield return $"Rotation:{type}:Interval must lie between 1 s and 365 days.";
        }

        if (options.GracePeriod < Second || options.GracePeriod > LongestGrace)
        {
            yield return $"Rotation:{type}:GracePeriod must lie between 1 s and 7 days.";
        }

        if (options.AlertBefore < TimeSpan.Zero || options.AlertBefore > LongestInterval)
        {
            yield return $"Rotation:{type}:AlertBefore must lie between 0 and 365 days.";
        }

        if (options.JitterWindow < TimeSpan.Zero || options.JitterWindow > LongestInterval)
        {
            yield return $"Rotation:{type}:JitterWindow must lie between 0 and 365 days.";
        }

        if (options.RetryDelay < Second || options.RetryDelay > options.RetryDelayLimit)
        {
            yield return $"Rotation:{type}:RetryDelay must lie between 1 s and RetryDelayLimit.";
        }

        if (options.RetryDelayLimit > LongestGrace)
        {
            yield return $"Rotation:{type}:RetryDelayLimit must be at most 7 days.";
        }
    }

    private static IEnumerable<string> SchedulerFailures(SchedulerOptions options)
    {
        if (options.Tick < TimeSpan.FromMilliseconds(10) || options.Tick > TimeSpan.FromMinutes(1))
        {
            yield return "Rotation:Scheduler:Tick must lie between 10 ms and 1 min.";
        }

        if (options.BatchSize is < 1 or > 1000)
        {
            yield return "Rotation:Scheduler:BatchSize must lie between 1 and 1000.";
        }

        if (options.MaxUnanswered is < 1 or > 100_000)
        {
            yield return "Rotation:Scheduler:MaxUnanswered must lie between 1 and 100000.";
        }

        foreach (var (setting, value) in new[]
        {
            (nameof(options.RotationPatience), options.RotationPatience), (nameof(options.RetirementPatience), options.RetirementPatience),
        })
        {
            if (value < Second || value > TimeSpan.FromHours(1))
            {
                yield return $"Rotation:Scheduler:{setting} must lie between 1 s and 1 h.";
            }
        }
    }
}
