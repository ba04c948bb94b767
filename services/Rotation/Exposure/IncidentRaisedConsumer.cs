namespace PenguinMails.Rotation.Exposure;

/// <summary>Rotates the exposed secrets of an incident at once. An incident without a known secret is recorded as well.</summary>
internal sealed class IncidentRaisedConsumer(Database database, ExposedSecrets exposed, AuditTrail trail) : InboxConsumer<IncidentRaised>(database)
{
    private static readonly TimeSpan ShortestGrace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestGrace = TimeSpan.FromDays(7);

    protected override async Task HandleAsync(IncidentRaised message, DatabaseTransaction transaction)
    {
        if (!await transaction.IsFirstAsync(message.IncidentId, nameof(IncidentRaised)))
        {
            return;
        }

        await transaction.LockPoliciesSharedAsync();
        await transaction.LockTenantAsync(message.TenantId);
        var secrets = (await transaction.LoadTenantAsync(message.TenantId))
            .Where(secret => message.SecretType is null || secret.Type == message.SecretType)
            .Where(secret => message.SecretName is null || secret.Name == message.SecretName)
            .ToList();
        var reason = message.Reason.Length > FieldErrors.MaxReasonLength ? message.Reason[..FieldErrors.MaxReasonLength] : message.Reason;
        TimeSpan? grace = message.GracePeriod is { } asked ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, ShortestGrace.Ticks, LongestGrace.Ticks)) : null;
        var rotated = 0;
        foreach (var secret in secrets)
        {
            rotated += await exposed.ExpediteAsync(
                transaction, secret, ScheduleTriggers.Incident, reason, grace, message.OccurredAt, message.IncidentId, message.OnBehalfOf) ? 1 : 0;
        }

        await trail.RecordAsync(
            transaction,
            trail.Platform,
            new AuditEntry("rotation.incident", secrets.Count == 0 ? AuditOutcomes.Failed : AuditOutcomes.Success)
            {
                TenantId = message.TenantId,
                CorrelationId = message.IncidentId,
                OnBehalfOf = message.OnBehalfOf,
                Reason = reason,
                Code = secrets.Count == 0 ? "no_such_secret" : null,
                Details = new() { ["secrets"] = $"{secrets.Count}", ["rotations"] = $"{rotated}" },
            });
    }
}
