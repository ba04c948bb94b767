namespace PenguinMails.Rotation.Policies;

/// <summary>What an administrator sets of a policy, as it is stored, shown and audited.</summary>
/// <param name="IntervalDays">The greatest age of a version, in days.</param>
/// <param name="GracePeriod">How long a replaced version keeps working, ISO 8601, such as <c>PT24H</c>.</param>
/// <param name="AlertBeforeDays">How long before the greatest age an alert is raised when rotation by schedule is off.</param>
/// <param name="Enabled">Whether secrets are rotated by schedule.</param>
/// <param name="MaintenanceWindows">When rotations by schedule may begin; empty: at any time.</param>
/// <param name="Thresholds">Limits of use beyond which a version is rotated at once.</param>
public sealed record PolicySettings(
    int IntervalDays,
    [property: WrittenAs(TextForm.Duration)] string GracePeriod,
    int AlertBeforeDays,
    bool Enabled,
    IReadOnlyList<MaintenanceWindow> MaintenanceWindows,
    UseThresholds Thresholds)
{
    /// <summary>The configured defaults as settings; parts of days are rounded up.</summary>
    public static PolicySettings Of(RotationPolicy policy) => new(
        (int)Math.Ceiling(policy.Interval.TotalDays),
        IsoDuration.Format(policy.GracePeriod),
        (int)Math.Ceiling(policy.AlertBefore.TotalDays),
        policy.IsEnabled, policy.Windows, policy.Thresholds);

    /// <summary>The policy with these settings; what they do not cover stays as in <paramref name="defaults"/>.</summary>
    public RotationPolicy ApplyTo(RotationPolicy defaults) => defaults with
    {
        Interval = TimeSpan.FromDays(IntervalDays),
        GracePeriod = IsoDuration.Parse(GracePeriod) ?? defaults.GracePeriod,
        AlertBefore = TimeSpan.FromDays(AlertBeforeDays),
        IsEnabled = Enabled,
        Windows = MaintenanceWindows,
        Thresholds = Thresholds,
    };
}
