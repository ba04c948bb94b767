using PenguinMails.AdminQuery.Rebuilding;

namespace PenguinMails.AdminQuery.Messages;

/// <summary>Applies a report.</summary>
internal sealed class TenantStatesConsumer(Database database, TimeProvider time) : InboxConsumer<TenantStatesReported>(database)
{
    protected override async Task HandleAsync(TenantStatesReported message, DatabaseTransaction transaction)
    {
        await ProjectionState.LockAsync(transaction);
        await ProjectedTenants.ApplyAsync(transaction, message);
        if (message.Replay is { } part)
        {
            await Rebuilds.RecordAsync(transaction, part, message.Tenants.Count, time.GetUtcNow());
        }

        await ProjectionState.AdvanceAsync(transaction, message.OccurredAt);
    }
}
