namespace PenguinMails.Audit.Ledger;

/// <summary>
/// Appends records as they come, many in one transaction. It needs no inbox: the ledger itself knows a record that comes again, by
/// its id. One that cannot be recorded holds up none of the others.
/// </summary>
internal sealed class LedgerIntake(Database database, RecordQuarantine quarantine, TimeProvider time, ILogger<LedgerIntake> log)
{
    public Task AppendAsync(IReadOnlyList<AuditRecorded> records, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            if (await TryAppendAsync(transaction, records) is not { } cause)
            {
                Measure(records);
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
        cancellationToken);

    private void Measure(IReadOnlyList<AuditRecorded> records)
    {
        var now = time.GetUtcNow();
        foreach (var record in records)
        {
            LedgerTelemetry.Recorded(now - record.OccurredAt);
        }
    }

    private Task<Exception?> TryAppendAsync(DatabaseTransaction transaction, IReadOnlyList<AuditRecorded> records) => transaction.TryAsync(
        () => records.Any(record => record.Action == ErasureCover.Action)
            // It would explain whatever is gone. The ledger writes such records itself, with the erasure.
            ? throw new InvalidDataException("A record of an erasure does not come by a message.")
            : transaction.AppendAsync(LedgerChains.Platform, [.. records.Select(PendingRecord.Of)], time.GetUtcNow()));
}
