using MassTransit;
using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;

namespace PenguinMails.Audit.Ledger;

/// <summary>
/// Appends records as they come, many in one transaction. It needs no inbox: the ledger itself knows a record that comes again, by
/// its id. One that cannot be recorded holds up none of the others.
/// </summary>
internal sealed class AuditRecordedConsumer(Database database, RecordQuarantine quarantine, TimeProvider time, ILogger<AuditRecordedConsumer> log)
    : IConsumer<Batch<AuditRecorded>>
{
    public Task Consume(ConsumeContext<Batch<AuditRecorded>> context) => database.InTransactionAsync(
        async transaction =>
        {
            var records = context.Message.Select(item => item.Message).ToList();
            if (await TryAppendAsync(transaction, records) is not { } cause)
            {
                return;
            }

            Log.BatchFailed(log, records.Count, cause.Message);
            foreach (var record in records)
            {
                if (await TryAppendAsync(transaction, [record]) is { } failure)
                {
                    Log.RecordFailed(log, failure, record.RecordId);
                    await quarantine.KeepAsync(transaction, record, failure);
                }
            }
        },
        context.CancellationToken);

    private Task<Exception?> TryAppendAsync(DatabaseTransaction transaction, IReadOnlyList<AuditRecorded> records) => transaction.TryAsync(
        () => transaction.AppendAsync(LedgerChains.Platform, [.. records.Select(PendingRecord.Of)], time.GetUtcNow()));
}
