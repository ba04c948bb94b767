using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;
using PenguinMails.Rotation.Campaigns;
using PenguinMails.Rotation.GracePeriods;
using PenguinMails.Rotation.Schedules;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Rotation.Messages;

/// <summary>Every secret of the lost server is void, also those whose events have not arrived yet.</summary>
internal sealed class ServerAbandonedConsumer(Database database, SchedulePublisher publisher, CampaignOutcomes campaigns, TimeProvider time)
    : InboxConsumer<ServerAbandoned>(database)
{
    protected override async Task HandleAsync(ServerAbandoned message, DatabaseTransaction transaction)
    {
        await transaction.LockTenantAsync(message.TenantId);
        await transaction.ExecuteAsync(
            "update tenant_schedule set abandoned_at = greatest(abandoned_at, @OccurredAt) where tenant_id = @TenantId", message);
        foreach (var secret in await transaction.LoadTenantAsync(message.TenantId))
        {
            await campaigns.EndedAsync(transaction, secret.Reference, message.OccurredAt);
            await transaction.EndGracePeriodsAsync(secret.Reference, message.OccurredAt);
            if (secret.End(message.OccurredAt, time.GetUtcNow()))
            {
                await publisher.SaveAndPublishAsync(transaction, secret);
            }
        }
    }
}
