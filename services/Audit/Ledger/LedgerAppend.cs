namespace PenguinMails.Audit.Ledger;

/// <summary>Appends to the ledger. Nothing else writes to it, and nothing changes what is written.</summary>
internal static class LedgerAppend
{
    /// <summary>Raised with the chain's name when records were appended.</summary>
    public const string Appended = "audit_appended";

    /// <summary>A message is recorded at most this long before it says that it happened: clocks differ.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromDays(1);

    /// <summary>Takes the lock under which the chain is appended to, until the transaction ends. Its key stays free: rows that refer to the chain share that.</summary>
    public static Task LockChainAsync(this DatabaseTransaction transaction, string chain) =>
        transaction.ExecuteAsync("select from audit_chain where chain = @chain for no key update", new { chain });

    /// <summary>Appends, under the chain's lock, those records that the chain does not hold yet, in the order given.</summary>
    /// <returns>The ids of those that were new.</returns>
    public static async Task<IReadOnlyCollection<Guid>> AppendAsync(
        this DatabaseTransaction transaction, string chain, IReadOnlyList<PendingRecord> records, DateTimeOffset now)
    {
        var head = await transaction.QuerySingleOrDefaultAsync<Head>(
            """
            select last_sequence, last_recorded_at, head_hash as Hash
            from audit_chain where chain = @chain for no key update
            """,
            new { chain }) ?? throw new InvalidOperationException($"The ledger has no chain '{chain}'.");
        var news = await KnownRecords.WithoutAsync(transaction, chain, records);
        if (news.Count == 0)
        {
            return [];
        }

        var recordedAt = now > head.LastRecordedAt ? LedgerTime.Cut(now) : head.LastRecordedAt ?? LedgerTime.Cut(now);
        if (head.LastRecordedAt is not { } last || (last.Year, last.Month) != (recordedAt.Year, recordedAt.Month))
        {
            await transaction.ExecuteAsync("select ensure_ledger_month(@recordedAt)", new { recordedAt });
        }

        var origins = await RecordOrigins.ResolveAsync(transaction, news);
        var paths = await RecordPaths.ResolveAsync(transaction, news);
        await ActionCatalog.KeepAsync(transaction, news);
        var newest = await RecordRows.CopyAsync(transaction, Chain(chain, news, origins, paths, head, recordedAt));
        await transaction.ExecuteAsync(
            "update audit_chain set last_sequence = @Sequence, last_recorded_at = @RecordedAt, head_hash = @Hash where chain = @Chain",
            new { newest.Sequence, newest.RecordedAt, newest.Hash, newest.Chain });
        await transaction.ExecuteAsync($"select pg_notify('{Appended}', @chain)", new { chain });
        return [.. news.Select(record => record.Record.RecordId)];
    }

    // One by one, while Postgres takes in those before.
    private static IEnumerable<RecordRow> Chain(
        string chain, IReadOnlyList<PendingRecord> records, IReadOnlyList<Origins> origins,
        IReadOnlyDictionary<string, long> paths, Head head, DateTimeOffset recordedAt)
    {
        var (sequence, previous) = (head.LastSequence, head.Hash);
        foreach (var (pending, origin) in records.Zip(origins))
        {
            sequence++;
            // The commitment is over the stored form, so that a reader can verify it.
            var reason = StorableText.Of(pending.Record.Reason);
            var salt = reason is null ? null : Commitment.NewSalt();
            var body = RecordBody.Of(pending.Record, origin, salt is null ? null : Commitment.OfReason(salt, reason!));
            var hash = RecordHash.Of(chain, sequence, recordedAt, previous, body);
            yield return new RecordRow(
                new LedgerRecord(chain, sequence, recordedAt, previous, hash, body),
                pending.Record,
                origin,
                pending.Path is { } path ? paths[path] : null,
                salt);
            previous = hash;
        }
    }

    private sealed record Head(long LastSequence, DateTimeOffset? LastRecordedAt, byte[] Hash);
}
