using MassTransit;
using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;

namespace PenguinMails.Audit.Ledger;

/// <summary>
/// Appends records as they come, many in one transaction. It needs no inbox: the ledger itself knows a record that comes again, by
/// its id.
/// </summary>
internal sealed class AuditRecordedConsumer(Database database, TimeProvider time) : IConsumer<Batch<AuditRecorded>>
{
    public Task Consume(ConsumeContext<Batch<AuditRecorded>> context)
    {
        var records = context.Message.Select(item => PendingRecord.Of(item.Message)).ToList();
        return database.InTransactionAsync(
            transaction => transaction.AppendAsync(LedgerChains.Platform, records, time.GetUtcNow()), context.CancellationToken);
    }
}
