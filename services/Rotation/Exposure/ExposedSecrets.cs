using PenguinMails.Rotation.GracePeriods;

namespace PenguinMails.Rotation.Exposure;

/// <summary>Makes a secret due at once for a reason other than its schedule.</summary>
internal sealed class ExposedSecrets(SchedulePublisher publisher, AuditTrail trail, TimeProvider time)
{
    /// <param name="transaction">Holds the tenant's lock.</param>
    /// <param name="trigger">One of <see cref="ScheduleTriggers"/>.</param>
    /// <param name="reason">For history and audit.</param>
    /// <param name="grace">How long replaced versions keep working; null: as the policy says.</param>
    /// <param name="at">Versions from before count as exposed.</param>
    /// <param name="causeId">What asked for it, to find the rotation by.</param>
    /// <param name="onBehalfOf">The person who caused it, if one did.</param>
    /// <returns>False when no live version is exposed, or its rotation is due already.</returns>
    public async Task<bool> ExpediteAsync(
        DatabaseTransaction transaction, ScheduledSecret secret, string trigger, string reason, TimeSpan? grace, DateTimeOffset at, Guid causeId,
        OnBehalfOf? onBehalfOf = null)
    {
        var now = time.GetUtcNow();
        if (grace is { } limit)
        {
            await transaction.ShortenGracePeriodsAsync(secret.Reference, now + limit);
        }

        if (!secret.Expedite(trigger, reason, grace, at, now, onBehalfOf))
        {
            return false;
        }

        await publisher.SaveAndPublishAsync(transaction, secret);
        await trail.RecordAsync(transaction, trail.Platform, new AuditEntry("rotation.expedite", AuditOutcomes.Success)
        {
            Secret = secret.Reference,
            VersionId = secret.CurrentVersionId,
            CorrelationId = causeId,
            OnBehalfOf = onBehalfOf,
            Reason = reason,
            Code = trigger,
        });
        return true;
    }
}
