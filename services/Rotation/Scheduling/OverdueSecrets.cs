namespace PenguinMails.Rotation.Scheduling;

/// <summary>
/// Alerts about secrets that have reached the greatest age their policy allows, whatever kept them from being rotated, and ahead of
/// that of those which nobody rotates by schedule. Once per version each.
/// </summary>
internal sealed class OverdueSecrets(IOptions<RotationOptions> options, AuditTrail trail)
{
    public async Task AlertAsync(DatabaseTransaction transaction, DateTimeOffset now)
    {
        var due = await transaction.QueryAsync<ScheduledSecret>(
            $"""
            select {ScheduledSecretSql.Columns} from scheduled_secret where alert_at <= @now and state <> 'ended'
            order by alert_at limit @BatchSize for update skip locked
            """,
            new { now, options.Value.Scheduler.BatchSize });
        foreach (var secret in due)
        {
            var isOverdue = secret.DeadlineAt <= now;
            await RaiseAlertAsync(transaction, secret, isOverdue, now);
            secret.SetNextAlert(isOverdue ? null : secret.DeadlineAt);
            await transaction.SaveAsync(secret);
        }
    }

    /// <summary>How many secrets are older than their policy allows.</summary>
    public static Task<int> CountAsync(DatabaseTransaction transaction, DateTimeOffset now) => transaction.ScalarAsync<int>(
        "select count(*) from scheduled_secret where deadline_at < @now and state <> 'ended'", new { now });

    private async Task RaiseAlertAsync(DatabaseTransaction transaction, ScheduledSecret secret, bool isOverdue, DateTimeOffset now)
    {
        var kind = isOverdue ? "rotation.overdue" : "rotation.due_soon";
        var why = secret.DueAt is null
            ? "Its policy does not rotate it by schedule."
            : secret.FailedAttempts switch
            {
                0 => "Its rotation has not ended yet.",
                1 => "The last attempt failed.",
                _ => $"{secret.FailedAttempts} attempts in a row failed.",
            };
        await transaction.PublishAsync(new AlertRaised(
            Guid.CreateVersion7(),
            kind,
            AlertSeverities.Warning,
            $"{kind}:{secret.Reference}:{secret.CurrentVersionId}",
            secret.TenantId,
            secret.Reference,
            $"{secret.Reference} {(isOverdue ? "is older than its policy allows since" : "reaches the greatest age its policy allows at")} {secret.DeadlineAt:u}. {why}",
            secret.FailedAttempts > 0
                ? "See the alerts and the history of the secret for the cause, mend it, then rotate the secret."
                : "Rotate it, or turn its rotation on: PUT /api/v1/admin/secrets/rotation-policies.",
            Activity.Current?.TraceId.ToHexString(),
            now));
        await trail.RecordAsync(transaction, trail.Platform, new AuditEntry(kind, AuditOutcomes.Success)
        {
            Secret = secret.Reference,
            VersionId = secret.CurrentVersionId,
            Details = new() { ["deadlineAt"] = $"{secret.DeadlineAt:O}", ["failedAttempts"] = $"{secret.FailedAttempts}" },
        });
    }
}
