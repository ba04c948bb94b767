namespace PenguinMails.KeyIssuance.AdminAccess;

/// <summary>
/// Ends every version of a secret at once and issues a new one, and tells every administrator. The key that lets the platform into its
/// server is replaced first and ended then, without a grace period: ended first, nothing could be installed any more.
/// </summary>
public sealed class EmergencyReset(OperationRequests operations, SecretTypeCatalog types, TimeProvider time)
{
    public const string AlertKind = "secret.emergency_reset";

    public async Task<StartOutcome> StartAsync(DatabaseTransaction transaction, SecretReference secret, EmergencyResetRequest request, AuditActor actor)
    {
        var isReplacedFirst = types.Find(secret.Type)?.IsServerAccessKey(secret.Name) == true;
        var outcome = await operations.StartAsync(
            transaction,
            new StartOperation(
                secret,
                isReplacedFirst ? OperationKind.Rotate : OperationKind.Reset,
                actor, Triggers.Manual, "emergency", request.Reason,
                isReplacedFirst ? TimeSpan.Zero : null)
            { IncidentId = request.IncidentId });
        if (outcome is StartOutcome.Started started)
        {
            await transaction.PublishAsync(new AlertRaised(
                Guid.CreateVersion7(time.GetUtcNow()),
                AlertKind, AlertSeverities.Critical,
                $"{AlertKind}:{started.OperationId}",
                secret.TenantId, secret,
                $"{actor.User} reset {secret} because of incident {request.IncidentId}: {request.Reason}",
                $"Follow operation {started.OperationId}; if nobody knows of the incident, find out who uses {actor.User}'s account.",
                Activity.Current?.TraceId.ToHexString(),
                time.GetUtcNow()));
        }

        return outcome;
    }
}
