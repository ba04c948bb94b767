namespace PenguinMails.Rotation.Policies;

/// <summary>A policy in force.</summary>
/// <param name="SecretType">ssh, smtp or dkim.</param>
/// <param name="TenantId">The tenant whose override it is; absent for the type's default.</param>
/// <param name="IntervalDays">The greatest age of a version.</param>
/// <param name="GracePeriod">How long a replaced version keeps working, ISO 8601.</param>
/// <param name="AlertBeforeDays">How long before the greatest age an alert is raised when rotation by schedule is off.</param>
/// <param name="Enabled">Whether secrets are rotated by schedule.</param>
/// <param name="MaintenanceWindows">When rotations by schedule may begin; empty: at any time.</param>
/// <param name="Thresholds">Limits of use beyond which a version is rotated at once.</param>
/// <param name="Version">The change that set it; 0 when it is the configured default.</param>
/// <param name="ChangedAt">When it was set, UTC.</param>
/// <param name="ChangedBy">Who set it.</param>
public sealed record PolicyView(
    [property: OneOf(typeof(SecretTypes))] string SecretType,
    Guid? TenantId,
    int IntervalDays,
    [property: WrittenAs(TextForm.Duration)] string GracePeriod,
    int AlertBeforeDays,
    bool Enabled,
    IReadOnlyList<MaintenanceWindow> MaintenanceWindows,
    UseThresholds Thresholds,
    long Version,
    DateTimeOffset? ChangedAt,
    string? ChangedBy)
{
    public static PolicyView Of(
        string type, Guid? tenantId, PolicySettings settings, long version = 0, DateTimeOffset? changedAt = null, string? changedBy = null) => new(
        type, tenantId, settings.IntervalDays, settings.GracePeriod, settings.AlertBeforeDays, settings.Enabled,
        settings.MaintenanceWindows, settings.Thresholds, version, changedAt, changedBy);
}

/// <summary>A change of a policy.</summary>
/// <param name="SecretType">ssh, smtp or dkim.</param>
/// <param name="Version">Counts the changes of the type.</param>
/// <param name="TenantId">The tenant whose override it is; absent for the type's default.</param>
/// <param name="Before">What was set; absent: nothing, so that the default held.</param>
/// <param name="After">What is set from then on; absent: the override was removed.</param>
/// <param name="ChangedBy">Who changed it.</param>
/// <param name="Reason">Why.</param>
/// <param name="ChangedAt">When, UTC.</param>
public sealed record PolicyChangeView(
    [property: OneOf(typeof(SecretTypes))] string SecretType,
    long Version,
    Guid? TenantId,
    PolicySettings? Before,
    PolicySettings? After,
    string ChangedBy,
    string? Reason,
    DateTimeOffset ChangedAt);
