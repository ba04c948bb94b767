namespace PenguinMails.Audit.Reading;

/// <summary>
/// Counts the different records of the ledger that each person reads. A record that was read already within the window counts once, so
/// that a page can be shown again and the newest one polled.
/// </summary>
internal sealed class ReadingAllowance(IOptions<ReadingOptions> options, TimeProvider time)
{
    // What was read within the window, with what is about to be read, each record once.
    private const string Different =
        """
        with asked as (select int8range(sequence, sequence + 1) as range from unnest(@sequences) as sequence),
             ranges as (
                 select chain, range from audit_reading, unnest(sequences) as range where user_id = @userId and minute >= date_trunc('minute', @since)
                 union all select @chain, range from asked),
             merged as (select chain, range_agg(range) as sequences from ranges group by chain)
        select coalesce(sum(upper(range) - lower(range)), 0)::bigint from merged, unnest(sequences) as range
        """;

    private const string Keep =
        """
        insert into audit_reading (user_id, chain, minute, sequences)
        select @userId, @chain, date_trunc('minute', @now), range_agg(int8range(sequence, sequence + 1)) from unnest(@sequences) as sequence
        on conflict (user_id, chain, minute) do update set sequences = audit_reading.sequences + excluded.sequences
        """;

    /// <returns>False when these records are more than the person can read now: then nothing is counted, and nothing may be shown.</returns>
    public async Task<bool> TakeAsync(DatabaseTransaction transaction, Guid userId, string chain, IReadOnlyCollection<long> records)
    {
        if (records.Count == 0)
        {
            return true;
        }

        var now = time.GetUtcNow();
        var parameters = new { userId, chain, now, since = now - options.Value.Window, sequences = records.ToArray() };
        // Requests of one person are counted one after the other: together they would each see the allowance of the others.
        await transaction.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('audit_reading ' || @userId, 0))", parameters);
        if (await transaction.ScalarAsync<long>(Different, parameters) > options.Value.Records)
        {
            return false;
        }

        await transaction.ExecuteAsync("delete from audit_reading where user_id = @userId and minute < date_trunc('minute', @since)", parameters);
        await transaction.ExecuteAsync(Keep, parameters);
        return true;
    }
}
