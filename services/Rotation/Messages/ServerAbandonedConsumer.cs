using PenguinMails.Rotation.Campaigns;
using PenguinMails.Rotation.GracePeriods;

namespace PenguinMails.Rotation.Messages;

/// <summary>Ends the secrets that lived on a lost server, and no others of its tenant.</summary>
internal sealed class ServerAbandonedConsumer(Database database, SchedulePublisher publisher, CampaignOutcomes campaigns, TimeProvider time)
    : InboxConsumer<ServerAbandoned>(database)
{
    protected override async Task HandleAsync(ServerAbandoned message, DatabaseTransaction transaction)
    {
        await transaction.LockTenantAsync(message.TenantId);
        foreach (var secret in await LostAsync(message, transaction))
        {
            await campaigns.EndedAsync(transaction, secret.Reference, message.OccurredAt);
            await transaction.EndGracePeriodsAsync(secret.Reference, message.OccurredAt);
            if (secret.End(message.OccurredAt, time.GetUtcNow()))
            {
                await publisher.SaveAndPublishAsync(transaction, secret);
            }
            else
            {
                // Issued anew since: grace periods from before the loss are over all the same.
                await transaction.SaveAsync(secret);
            }
        }
    }

    /// <summary>A secret whose events have not arrived yet ends too: its schedule begins as ended, and earlier events change nothing.</summary>
    private static async Task<IReadOnlyList<ScheduledSecret>> LostAsync(ServerAbandoned message, DatabaseTransaction transaction)
    {
        if (message.Secrets is { } secrets)
        {
            var lost = new List<ScheduledSecret>();
            foreach (var secret in secrets)
            {
                lost.Add(await transaction.LoadAsync(secret));
            }

            return lost;
        }

        // A build that knew no secrets elsewhere sent it: everything of the tenant's lived on the server.
        await transaction.ExecuteAsync(
            "update tenant_schedule set abandoned_at = greatest(abandoned_at, @OccurredAt) where tenant_id = @TenantId",
            new { message.OccurredAt, message.TenantId });
        return await transaction.LoadTenantAsync(message.TenantId);
    }
}
