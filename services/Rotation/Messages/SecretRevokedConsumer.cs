using PenguinMails.Rotation.Campaigns;
using PenguinMails.Rotation.GracePeriods;

namespace PenguinMails.Rotation.Messages;

/// <summary>Ends the secret's schedule and grace periods after its revocation.</summary>
internal sealed class SecretRevokedConsumer(Database database, SchedulePublisher publisher, CampaignOutcomes campaigns, TimeProvider time)
    : InboxConsumer<SecretRevoked>(database)
{
    protected override async Task HandleAsync(SecretRevoked message, DatabaseTransaction transaction)
    {
        await transaction.LockTenantAsync(message.Secret.TenantId);
        await transaction.NotifyRevokedAsync(message);
        var secret = await transaction.LoadAsync(message.Secret);
        await campaigns.EndedAsync(transaction, message.Secret, message.OccurredAt);
        await transaction.EndGracePeriodsAsync(message.Secret, message.OccurredAt);
        if (secret.End(message.OccurredAt, time.GetUtcNow()))
        {
            await publisher.SaveAndPublishAsync(transaction, secret);
        }
        else
        {
            await transaction.SaveAsync(secret);
        }
    }
}
