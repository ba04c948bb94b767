using MassTransit;
using PenguinMails.AdminQuery.Rebuilding;

namespace PenguinMails.AdminQuery.Messages;

/// <summary>Applies a report. One that only says that nothing has changed may come twice, and leaves nothing in the inbox: there is one each second.</summary>
internal sealed class TenantStatesConsumer(Database database, TimeProvider time) : IConsumer<TenantStatesReported>
{
    public Task Consume(ConsumeContext<TenantStatesReported> context) => context.Message is { Tenants: [], Replay: null }
        ? database.InTransactionAsync(transaction => ApplyAsync(context.Message, transaction), context.CancellationToken)
        : database.OnceAsync(context.MessageId!.Value, nameof(TenantStatesConsumer), transaction => ApplyAsync(context.Message, transaction), context.CancellationToken);

    private async Task ApplyAsync(TenantStatesReported report, DatabaseTransaction transaction)
    {
        await ProjectionState.LockAsync(transaction);
        await ProjectedTenants.ApplyAsync(transaction, report);
        var now = time.GetUtcNow();
        if (report.Replay is { } part)
        {
            await Rebuilds.RecordAsync(transaction, part, report, now);
        }

        await HeardReports.AddAsync(transaction, report, now);
        if (report.Previous is not null)
        {
            await Following.ConfirmAsync(transaction, now); // an earlier version does not know the command
        }
    }
}
