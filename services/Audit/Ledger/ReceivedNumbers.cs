namespace PenguinMails.Audit.Ledger;

/// <summary>Notes which numbers of each service's audit records came, in the transaction that appends or quarantines the records.</summary>
internal static class ReceivedNumbers
{
    /// <summary>No service gives as many. What is no number at all must not stop the records of others.</summary>
    private const long Highest = 1L << 53;

    /// <param name="transaction">In which the records were appended.</param>
    /// <param name="records">All that came.</param>
    /// <param name="news">The ids of those that the ledger did not hold before.</param>
    public static async Task NoteAsync(DatabaseTransaction transaction, IReadOnlyList<AuditRecorded> records, IReadOnlySet<Guid> news)
    {
        var numbered = records.Where(record => IsNumber(record.Position)).ToList();
        if (numbered.Count == 0)
        {
            return;
        }

        // Sorted, so that two instances lock the rows in one order.
        var producers = numbered.GroupBy(ProducerOf).OrderBy(producer => producer.Key.Service, StringComparer.Ordinal).ThenBy(producer => producer.Key.Epoch).ToList();
        var again = await transaction.QueryAsync<Again>(
            """
            with came as (
                select service, epoch, numbers::int8multirange as numbers from unnest(@services, @epochs, @numbers) c(service, epoch, numbers)),
            before as (select p.service, p.epoch, p.received from audit_producer p join came using (service, epoch)),
            noted as (
                insert into audit_producer as known (service, epoch, received) select service, epoch, numbers from came
                on conflict (service, epoch) do update set received = known.received + excluded.received)
            select c.service, c.epoch, lower(r) as first, upper(r) - 1 as last
            from came c join before b using (service, epoch) cross join lateral unnest(b.received * c.numbers) r
            """,
            new
            {
                services = producers.Select(producer => producer.Key.Service).ToArray(),
                epochs = producers.Select(producer => producer.Key.Epoch).ToArray(),
                numbers = producers.Select(producer => NumberRanges.Write(producer.Select(record => record.Position!.Number))).ToArray(),
            });
        await NoteReuseAsync(transaction, numbered, news, again);
    }

    /// <summary>Notes what a service says that it has given.</summary>
    public static Task NoteGivenAsync(this DatabaseTransaction transaction, string service, ProducerPosition? last) => !IsNumber(last)
        ? Task.CompletedTask
        : transaction.ExecuteAsync(
            """
            insert into audit_producer as known (service, epoch, given) values (@service, @Epoch, @Number)
            on conflict (service, epoch) do update set given = excluded.given where known.given < excluded.given
            """,
            new { service = StorableText.Of(service), last!.Epoch, last.Number });

    private static bool IsNumber(ProducerPosition? position) => position?.Number is > 0 and < Highest;

    private static (string Service, Guid Epoch) ProducerOf(AuditRecorded record) => (StorableText.Of(record.Service), record.Position!.Epoch);

    // A number that came before with another record: the service gives its numbers a second time.
    private static async Task NoteReuseAsync(
        DatabaseTransaction transaction, List<AuditRecorded> numbered, IReadOnlySet<Guid> news, IReadOnlyList<Again> again)
    {
        var twice = numbered.GroupBy(record => (ProducerOf(record), record.Position!.Number))
            .Where(number => number.Select(record => record.RecordId).Distinct().Skip(1).Any())
            .SelectMany(number => number);
        var reused = numbered
            .Where(record => news.Contains(record.RecordId) && again.Any(range => range.Covers(record)))
            .Concat(twice)
            .ToList();
        if (reused.Count == 0)
        {
            return;
        }

        // One that was quarantined when it came first.
        var quarantined = (await transaction.QueryAsync<Guid>(
            "select record_id from audit_quarantine where record_id = any(@ids)", new { ids = reused.ConvertAll(record => record.RecordId).ToArray() })).ToHashSet();
        foreach (var producer in reused.Where(record => !quarantined.Contains(record.RecordId)).GroupBy(ProducerOf))
        {
            await transaction.ExecuteAsync(
                "update audit_producer set reused = reused + @numbers::int8multirange where service = @Service and epoch = @Epoch",
                new { numbers = NumberRanges.Write(producer.Select(record => record.Position!.Number)), producer.Key.Service, producer.Key.Epoch });
        }
    }

    private sealed record Again(string Service, Guid Epoch, long First, long Last)
    {
        public bool Covers(AuditRecorded record) =>
            record.Position!.Number >= First && record.Position.Number <= Last && ProducerOf(record) == (Service, Epoch);
    }
}
