using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;
using PenguinMails.Rotation.Campaigns;
using PenguinMails.Rotation.GracePeriods;
using PenguinMails.Rotation.Schedules;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Rotation.Messages;

/// <summary>Nothing of the secret is left: no due date, no grace period.</summary>
internal sealed class SecretRevokedConsumer(Database database, Announcements announcements, CampaignOutcomes campaigns, TimeProvider time)
    : InboxConsumer<SecretRevoked>(database)
{
    protected override async Task HandleAsync(SecretRevoked message, DatabaseTransaction transaction)
    {
        await transaction.LockTenantAsync(message.Secret.TenantId);
        var secret = await transaction.LoadAsync(message.Secret);
        await campaigns.EndedAsync(transaction, message.Secret, message.OccurredAt);
        await transaction.EndGracePeriodsAsync(message.Secret, message.OccurredAt);
        if (secret.End(message.OccurredAt, time.GetUtcNow()))
        {
            await announcements.SaveDecisionAsync(transaction, secret);
        }
        else
        {
            await transaction.SaveAsync(secret);
        }
    }
}
