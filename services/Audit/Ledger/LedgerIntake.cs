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
            var news = new HashSet<Guid>();
            if (await TryAppendAsync(transaction, records, news) is not { } cause)
            {
                Measure(records);
            }
            else
            {
                Log.BatchFailed(log, records.Count, cause.Message);
                foreach (var record in records)
                {
                    if (await TryAppendAsync(transaction, [record], news) is { } failure)
                    {
                        Log.RecordFailed(log, failure, record.RecordId);
                        await quarantine.KeepAsync(transaction, record, failure);
                    }
                }
            }

            // What is quarantined has come too.
            await ReceivedNumbers.NoteAsync(transaction, records, news);
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

    private Task<Exception?> TryAppendAsync(DatabaseTransaction transaction, IReadOnlyList<AuditRecorded> records, HashSet<Guid> news) => transaction.TryAsync(
        async () => news.UnionWith(records.Select(Refusal).FirstOrDefault(refusal => refusal is not null) is { } refused
            ? throw new InvalidDataException(refused)
            : await transaction.AppendAsync(LedgerChains.Platform, [.. records.Select(PendingRecord.Of)], time.GetUtcNow())));

    private string? Refusal(AuditRecorded record) =>
        OwnActions.Contains(record) ? $"A record {record.Action} does not come by a message."
        : !RecordIds.MayCome(record.RecordId, time.GetUtcNow()) ? $"A record that comes by a message does not have an id such as {record.RecordId}."
        : null;
}
