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
    public async Task Consume(ConsumeContext<Batch<AuditRecorded>> context)
    {
        var records = context.Message.Select(item => item.Message).ToList();
        try
        {
            await AppendAsync(records, context.CancellationToken);
        }
        catch (Exception failure) when (IsTheRecords(failure, context.CancellationToken))
        {
            Log.BatchFailed(log, records.Count, failure.Message);
            foreach (var record in records)
            {
                await AppendAloneAsync(record, context.CancellationToken);
            }
        }
    }

    private async Task AppendAloneAsync(AuditRecorded record, CancellationToken cancellationToken)
    {
        try
        {
            await AppendAsync([record], cancellationToken);
        }
        catch (Exception failure) when (IsTheRecords(failure, cancellationToken))
        {
            Log.RecordFailed(log, failure, record.RecordId);
            await quarantine.KeepAsync(record, failure, cancellationToken);
        }
    }

    private Task<int> AppendAsync(IReadOnlyList<AuditRecorded> records, CancellationToken cancellationToken) => database.InTransactionAsync(
        transaction => transaction.AppendAsync(LedgerChains.Platform, [.. records.Select(PendingRecord.Of)], time.GetUtcNow()), cancellationToken);

    private static bool IsTheRecords(Exception failure, CancellationToken cancellationToken) =>
        !failure.IsPostgresAway() && !cancellationToken.IsCancellationRequested;
}
