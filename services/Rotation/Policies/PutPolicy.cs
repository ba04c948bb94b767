using System.ComponentModel.DataAnnotations;

namespace PenguinMails.Rotation.Policies;

/// <summary>
/// The new policy, whole: type, interval, grace and alert are required; any other value that is omitted takes its default, not its current value.
/// </summary>
/// <param name="SecretType">ssh, smtp or dkim.</param>
/// <param name="TenantId">For this tenant only; absent: for every tenant without an override.</param>
/// <param name="IntervalDays">The greatest age of a version; ssh: 30 to 365, smtp: 7 to 365, dkim: 30 to 365.</param>
/// <param name="GracePeriod">How long a replaced version keeps working, ISO 8601 such as <c>PT24H</c>, up to 7 days; ssh: at least 1 h, dkim: at least 48 h.</param>
/// <param name="AlertBeforeDays">How long before the greatest age an alert is raised when rotation by schedule is off.</param>
/// <param name="Enabled">Whether secrets are rotated by schedule. Default true.</param>
/// <param name="MaintenanceWindows">When rotations by schedule may begin. Default: at any time.</param>
/// <param name="Thresholds">Limits of use beyond which a version is rotated at once. Default: none.</param>
/// <param name="ExpectedVersion">The version this change was made from; another one in force: 409.</param>
/// <param name="Reason">Why; kept in history and audit.</param>
[Example("""{"secretType":"ssh","intervalDays":90,"gracePeriod":"PT24H","alertBeforeDays":14,"enabled":true,"reason":"Quarterly rotation"}""")]
public sealed record PutPolicy(
    [property: Required, OneOf(typeof(SecretTypes))] string? SecretType = null,
    Guid? TenantId = null,
    [property: Required, Range(7, 365)] int? IntervalDays = null,
    [property: Required, WrittenAs(TextForm.Duration)] string? GracePeriod = null,
    [property: Required] int? AlertBeforeDays = null,
    bool? Enabled = null,
    IReadOnlyList<MaintenanceWindow>? MaintenanceWindows = null,
    UseThresholds? Thresholds = null,
    long? ExpectedVersion = null,
    string? Reason = null)
{
    private const int MaxThreshold = 1_000_000;

    /// <summary>The settings; meaningful only when nothing was found wrong.</summary>
    public PolicySettings Validate(FieldErrors errors)
    {
        var bounds = PolicyBounds.Of(SecretType);
        errors.Require(bounds is not null, "secretType", $"{Missing(SecretType)}Must be one of {string.Join(", ", RotatedTypes.Names)}.");
        errors.RequireReason(Reason, required: false);
        var grace = IsoDuration.Parse(GracePeriod);
        errors.Require(grace is not null, "gracePeriod", $"{Missing(GracePeriod)}Must be an ISO 8601 duration such as PT24H or P2D.");
        if (bounds is not null)
        {
            errors
                .Require(
                    IntervalDays >= bounds.MinIntervalDays && IntervalDays <= bounds.MaxIntervalDays,
                    "intervalDays",
                    $"{Missing(IntervalDays)}Must be a whole number from {bounds.MinIntervalDays} to {bounds.MaxIntervalDays}.")
                .Require(
                    grace is null || (grace >= bounds.MinGrace && grace <= bounds.MaxGrace),
                    "gracePeriod",
                    $"Must lie between {IsoDuration.Format(bounds.MinGrace)} and {IsoDuration.Format(bounds.MaxGrace)}.");
        }

        errors.Require(
            AlertBeforeDays >= 0 && AlertBeforeDays < (IntervalDays ?? int.MaxValue),
            "alertBeforeDays",
            $"{Missing(AlertBeforeDays)}Must be a whole number from 0 to less than intervalDays.");
        ValidateWindows(errors);
        foreach (var (name, limit) in new[]
        {
            ("downloads", Thresholds?.Downloads), ("reads", Thresholds?.Reads), ("failedUses", Thresholds?.FailedUses),
        })
        {
            errors.Require(limit is null or (>= 1 and <= MaxThreshold), $"thresholds.{name}", $"Must be a whole number from 1 to {MaxThreshold}, or absent.");
        }

        return new PolicySettings(
            IntervalDays ?? 0,
            IsoDuration.Format(grace ?? TimeSpan.Zero),
            AlertBeforeDays ?? 0,
            Enabled ?? true,
            MaintenanceWindows ?? [],
            Thresholds ?? UseThresholds.None);
    }

    private static string Missing(object? value) => value is null ? "Is required. " : "";

    private void ValidateWindows(FieldErrors errors)
    {
        var windows = MaintenanceWindows ?? [];
        errors.Require(windows.Count <= PolicyBounds.MaxWindows, "maintenanceWindows", $"Must have at most {PolicyBounds.MaxWindows} entries.");
        foreach (var (window, index) in windows.Take(PolicyBounds.MaxWindows).Select((window, index) => (window, index)))
        {
            var problem = window is null ? "Must not be null." : window.Problem();
            errors.Require(problem is null, $"maintenanceWindows[{index}]", problem ?? "");
        }
    }
}
