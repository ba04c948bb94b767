using PenguinMails.Rotation.Campaigns;
using PenguinMails.Rotation.GracePeriods;

namespace PenguinMails.Rotation.Messages;

/// <summary>A new version: its interval begins, and so does the grace period of the one it replaced.</summary>
internal sealed class SecretRotatedConsumer(Database database, RotationPolicies policies, SchedulePublisher publisher, CampaignOutcomes campaigns, TimeProvider time)
    : InboxConsumer<SecretRotated>(database)
{
    protected override async Task HandleAsync(SecretRotated message, DatabaseTransaction transaction)
    {
        await transaction.LockPoliciesSharedAsync();
        if (message.OccurredAt <= await transaction.LockTenantAsync(message.Secret.TenantId))
        {
            return;
        }

        await campaigns.RotatedAsync(transaction, message);
        var secret = await transaction.LoadAsync(message.Secret);
        var policy = (await policies.LoadAsync(transaction, message.Secret.TenantId)).For(message.Secret);
        // Asked for by whomever: what counts as exposed shall not work for longer than that.
        var retireAt = secret.TriggerGrace is { } grace && message.OccurredAt + grace < message.GraceEndsAt
            ? message.OccurredAt + grace
            : message.GraceEndsAt;
        if (secret.Renew(message.VersionId, message.PreviousVersionId, message.OccurredAt, policy, time.GetUtcNow()))
        {
            await publisher.SaveAndPublishAsync(transaction, secret);
        }

        // Also when the event is late: the grace period of that version ends all the same. What was revoked since works no more, and nobody is
        // told that it does.
        if (!(message.OccurredAt <= secret.EndedAt))
        {
            await transaction.NotifyRotatedAsync(message, retireAt);
            await transaction.BeginGracePeriodAsync(message, retireAt);
        }
    }
}
