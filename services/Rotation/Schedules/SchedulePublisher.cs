namespace PenguinMails.Rotation.Schedules;

/// <summary>Stores a secret's new due date and publishes it in the same transaction.</summary>
internal sealed class SchedulePublisher(AuditTrail trail)
{
    /// <summary>Stores the secret and publishes when it is due now.</summary>
    /// <param name="code">Why this service moved the date of its own accord, for the audit trail; null when an event that has its own record set it.</param>
    /// <param name="onBehalfOf">The person who caused it, if one did.</param>
    public async Task SaveAndPublishAsync(DatabaseTransaction transaction, ScheduledSecret secret, string? code = null, OnBehalfOf? onBehalfOf = null)
    {
        await transaction.SaveAsync(secret);
        await transaction.PublishAsync(new RotationScheduled(secret.Reference, secret.DueAt, secret.DecidedAt));
        await transaction.NotifyScheduledAsync(secret.Reference, secret.DueAt, secret.DecidedAt);
        if (code is not null)
        {
            await trail.RecordAsync(transaction, trail.Platform, new AuditEntry("rotation.reschedule", AuditOutcomes.Success)
            {
                Secret = secret.Reference,
                VersionId = secret.CurrentVersionId,
                Code = code,
                OnBehalfOf = onBehalfOf,
                Details = new() { ["dueAt"] = $"{secret.DueAt:O}", ["failedAttempts"] = $"{secret.FailedAttempts}" },
            });
        }
    }
}
