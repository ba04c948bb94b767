namespace PenguinMails.Audit.Ledger;

/// <summary>
/// Recognises records that come again. The same id is the same record only in the same chain, of the same service and with the same content: else whoever
/// sends an id first would make another record vanish.
/// </summary>
internal static class KnownRecords
{
    /// <returns>Those records that the chain does not hold, once each.</returns>
    /// <exception cref="InvalidDataException">A record has the id of another one.</exception>
    public static async Task<IReadOnlyList<PendingRecord>> WithoutAsync(DatabaseTransaction transaction, string chain, IReadOnlyList<PendingRecord> records)
    {
        var distinct = Distinct(chain, records);
        if (distinct.Count == 0)
        {
            return distinct;
        }

        // Nothing is recorded before it happened, so the partitions of earlier months need not be searched.
        // One lookup per record: for a list the planner may choose to read the whole month.
        var rows = await transaction.QueryAsync<Row>(
            """
            select known.* from unnest(@ids) as wanted(id) cross join lateral (
                select r.record_id, r.service, r.body, o.content_key as actor, b.content_key as on_behalf_of, t.salt
                from audit_record r
                left join audit_origin o on o.origin_id = r.origin_id
                left join audit_origin b on b.origin_id = r.behalf_origin_id
                left join audit_reason t on t.chain = r.chain and t.sequence = r.sequence
                where r.record_id = wanted.id and r.recorded_at >= @earliest and r.chain = @chain limit 1) as known
            """,
            new
            {
                ids = distinct.Select(record => record.Record.RecordId).ToArray(),
                earliest = distinct.Min(record => RecordIds.RecordedSince(record.Record)),
                chain,
            });
        if (rows.Count == 0)
        {
            return distinct;
        }

        var known = rows.ToDictionary(row => row.RecordId);
        var news = new List<PendingRecord>(distinct.Count);
        foreach (var record in distinct)
        {
            if (!known.TryGetValue(record.Record.RecordId, out var row))
            {
                news.Add(record);
            }
            else if (!IsSame(chain, record.Record, row))
            {
                throw Another(record.Record);
            }
        }

        return news;
    }

    // The copies of the trail's entries differ: each of Vault's devices writes its own times.
    private static bool IsSame(string chain, AuditRecorded record, Row row) =>
        row.Service == StorableText.Of(record.Service) && (chain != LedgerChains.Platform || RecordContent.IsSame(record, new KeptContent(row.Body, row.Actor, row.OnBehalfOf, row.Salt)));

    private static List<PendingRecord> Distinct(string chain, IReadOnlyList<PendingRecord> records)
    {
        var distinct = new Dictionary<Guid, PendingRecord>(records.Count);
        foreach (var record in records)
        {
            if (!distinct.TryAdd(record.Record.RecordId, record) && chain == LedgerChains.Platform
                && !RecordContent.IsSame(record.Record, distinct[record.Record.RecordId].Record))
            {
                throw Another(record.Record);
            }
        }

        return [.. distinct.Values];
    }

    private static InvalidDataException Another(AuditRecorded record) => new($"Another record has the id {record.RecordId}.");

    private sealed record Row(Guid RecordId, string? Service, byte[] Body, byte[]? Actor, byte[]? OnBehalfOf, byte[]? Salt);
}
