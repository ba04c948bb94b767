using MassTransit;
using PenguinMails.AdminQuery.Rebuilding;

namespace PenguinMails.AdminQuery.Messages;

/// <summary>Applies a report. One that only says that nothing has changed may come twice, and leaves nothing in the inbox: there is one each second.</summary>
internal sealed class TenantStatesConsumer(Database database, TimeProvider time) : IConsumer<TenantStatesReported>
{
    public Task Consume(ConsumeContext<TenantStatesReported> context) => context.Message is { Tenants: [], Replay: null } report
        ? database.InTransactionAsync(transaction => ProjectionState.AdvanceAsync(transaction, report.OccurredAt), context.CancellationToken)
        : database.OnceAsync(context.MessageId!.Value, nameof(TenantStatesConsumer), transaction => ApplyAsync(context.Message, transaction), context.CancellationToken);

    private async Task ApplyAsync(TenantStatesReported report, DatabaseTransaction transaction)
    {
        await ProjectionState.LockAsync(transaction);
        await ProjectedTenants.ApplyAsync(transaction, report);
        if (report.Replay is { } part)
        {
            await Rebuilds.RecordAsync(transaction, part, report.Tenants.Count, time.GetUtcNow());
        }

        await ProjectionState.AdvanceAsync(transaction, report.OccurredAt);
    }
}
