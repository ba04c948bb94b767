using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.Messages;

/// <summary>Starts a rotation that another service asks for, or publishes why it cannot start now.</summary>
internal sealed class RotateSecretConsumer(Database database, OperationRequests requests, AuditTrail trail, TimeProvider time)
    : InboxConsumer<RotateSecret>(database)
{
    protected override async Task HandleAsync(RotateSecret message, DatabaseTransaction transaction)
    {
        // Rotation repeats a request that stays unanswered for long; the answer may be on its way.
        if (!await transaction.IsFirstAsync(message.RequestId, nameof(RotateSecret)))
        {
            return;
        }

        var outcome = await requests.StartAsync(transaction, new StartOperation(
            message.Secret, OperationKind.Rotate, trail.Platform, message.TriggeredBy, message.Trigger, message.Reason, message.GracePeriod)
        {
            RequestId = message.RequestId,
            OnBehalfOf = message.OnBehalfOf,
            CampaignId = message.CampaignId,
        });
        if (outcome is StartOutcome.Refused refused)
        {
            var refusal = RotationRefusal.Of(refused);
            await transaction.PublishAsync(new SecretRotationFailed(
                message.Secret, null, message.TriggeredBy, refusal.Code, refusal.Detail, time.GetUtcNow(), message.RequestId));
        }
    }
}

/// <summary>Ends a grace period. When another operation runs, <c>OverdueRetirements</c> starts it afterwards.</summary>
internal sealed class RetirePreviousVersionConsumer(Database database, OperationRequests requests, AuditTrail trail)
    : InboxConsumer<RetirePreviousVersion>(database)
{
    protected override Task HandleAsync(RetirePreviousVersion message, DatabaseTransaction transaction) => requests.StartAsync(
        transaction,
        new StartOperation(message.Secret, OperationKind.Retire, trail.Platform, Triggers.Automated, "grace_period", Reason: null, GracePeriod: null)
        {
            VersionId = message.VersionId,
        });
}

/// <summary>
/// Revokes a secret at another service's request; never the key that lets the platform into a server, which only an administrator with a
/// step-up grant may end.
/// </summary>
internal sealed class RevokeSecretConsumer(Database database, OperationRequests requests, AuditTrail trail, TimeProvider time)
    : InboxConsumer<RevokeSecret>(database)
{
    private const string RefusedAlert = "messaging.command_refused";

    protected override async Task HandleAsync(RevokeSecret message, DatabaseTransaction transaction)
    {
        if (message.Secret.IsServerAccessKey())
        {
            await transaction.PublishAsync(new AlertRaised(
                Guid.CreateVersion7(),
                RefusedAlert,
                AlertSeverities.Critical,
                $"{RefusedAlert}/{message.Secret.TenantId}",
                message.Secret.TenantId,
                message.Secret,
                "A message asked to revoke the key that lets the platform into the tenant's server. It was refused: no service may ask for it.",
                "Find out what Rotation did, or who uses its account of the broker.",
                Activity.Current?.TraceId.ToString(),
                time.GetUtcNow()));
            return;
        }

        // A repeated request must not revoke what was issued since.
        if (await transaction.IsFirstAsync(message.RequestId, nameof(RevokeSecret)))
        {
            await requests.StartAsync(transaction, new StartOperation(
                message.Secret, OperationKind.Revoke, trail.Platform, Triggers.Automated, "command", message.Reason, GracePeriod: null)
            {
                OnBehalfOf = message.OnBehalfOf,
            });
        }
    }
}

/// <summary>Keeps the due date that Rotation decided, for display. A later decision wins.</summary>
internal sealed class RotationScheduledConsumer(Database database) : InboxConsumer<RotationScheduled>(database)
{
    protected override Task HandleAsync(RotationScheduled message, DatabaseTransaction transaction) => transaction.ExecuteAsync(
        """
        update secret set next_rotation = @DueAt, next_rotation_decided_at = @OccurredAt
        where tenant_id = @TenantId and type = @Type and name = @Name
          and (next_rotation_decided_at is null or next_rotation_decided_at <= @OccurredAt)
        """,
        new { message.DueAt, message.OccurredAt, message.Secret.TenantId, message.Secret.Type, message.Secret.Name });
}
