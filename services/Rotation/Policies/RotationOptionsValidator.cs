namespace PenguinMails.Rotation.Policies;

public sealed class RotationOptionsValidator : OptionsRules<RotationOptions>
{
    private static readonly TimeSpan LongestInterval = RotationPolicies.LongestInterval;
    private static readonly TimeSpan LongestGrace = TimeSpan.FromDays(7);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    protected override IEnumerable<(bool Holds, string Failure)> Rules(RotationOptions options) =>
    [.. Rules("Ssh", options.Ssh, Second), .. Rules("Smtp", options.Smtp, TimeSpan.Zero), .. Rules("Dkim", options.Dkim, Second), .. Rules(options.Scheduler)];

    private static IEnumerable<(bool Holds, string Failure)> Rules(string type, SecretTypeOptions options, TimeSpan shortestGrace) =>
    [
        (IsBetween(options.Interval, Second, LongestInterval), $"Rotation:{type}:Interval must lie between 1 s and 365 days."),
        (IsBetween(options.GracePeriod, shortestGrace, LongestGrace), $"Rotation:{type}:GracePeriod must lie between {shortestGrace.TotalSeconds:0} s and 7 days."),
        (IsBetween(options.AlertBefore, TimeSpan.Zero, LongestInterval), $"Rotation:{type}:AlertBefore must lie between 0 and 365 days."),
        (IsBetween(options.JitterWindow, TimeSpan.Zero, LongestInterval), $"Rotation:{type}:JitterWindow must lie between 0 and 365 days."),
        (IsBetween(options.RetryDelay, Second, options.RetryDelayLimit), $"Rotation:{type}:RetryDelay must lie between 1 s and RetryDelayLimit."),
        (options.RetryDelayLimit <= LongestGrace, $"Rotation:{type}:RetryDelayLimit must be at most 7 days."),
    ];

    private static IEnumerable<(bool Holds, string Failure)> Rules(SchedulerOptions options) =>
    [
        (IsBetween(options.Tick, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)), "Rotation:Scheduler:Tick must lie between 10 ms and 1 min."),
        (options.BatchSize is >= 1 and <= 1000, "Rotation:Scheduler:BatchSize must lie between 1 and 1000."),
        (options.MaxUnanswered is >= 1 and <= 100_000, "Rotation:Scheduler:MaxUnanswered must lie between 1 and 100000."),
        (IsBetween(options.RotationPatience, Second, Hour), "Rotation:Scheduler:RotationPatience must lie between 1 s and 1 h."),
        (IsBetween(options.RetirementPatience, Second, Hour), "Rotation:Scheduler:RetirementPatience must lie between 1 s and 1 h."),
    ];
}
