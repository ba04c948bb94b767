namespace PenguinMails.Audit.Detectors;

/// <summary>The hits that rules count, stored in Postgres, so that any instance continues where another one stopped.</summary>
internal static class DetectorWindows
{
    /// <summary>Stores a hit.</summary>
    /// <returns>Whether it makes an incident for which no alert was raised within the window, under any key.</returns>
    /// <remarks>As many neighbours as the threshold on either side decide it, however many there are in a flood.</remarks>
    public static async Task<bool> AddAsync(this DatabaseTransaction transaction, string rule, Hit hit, EvaluatedRecord record)
    {
        var neighbours = await transaction.QueryAsync<Neighbour>(
            """
            with added as (
                insert into detector_hit (rule, key, occurred_at, record_id) values (@rule, @Key, @OccurredAt, @RecordId)
                on conflict do nothing)
            (select occurred_at, false as Raised from detector_hit
             where rule = @rule and key = @Key and occurred_at <= @OccurredAt and occurred_at > @OccurredAt - @Window and record_id <> @RecordId
             order by occurred_at desc limit @others)
            union all
            (select occurred_at, false from detector_hit
             where rule = @rule and key = @Key and occurred_at > @OccurredAt and occurred_at < @OccurredAt + @Window and record_id <> @RecordId
             order by occurred_at limit @others)
            union all
            (select occurred_at, true from detector_hit
             where rule = @rule and key = @Key and occurred_at > @OccurredAt - @Window and occurred_at < @OccurredAt + @Window and raised limit 1)
            """,
            new { rule, hit.Key, hit.Window, record.OccurredAt, record.RecordId, others = hit.Threshold - 1 });
        return !neighbours.Any(neighbour => neighbour.Raised)
            && SlidingWindow.IsReached(record.OccurredAt, neighbours.Select(neighbour => neighbour.OccurredAt), hit.Threshold, hit.Window)
            && !await IsPartOfRaisedAsync(transaction, rule, hit, record);
    }

    /// <summary>Whether a record that counts for this hit's key, too, has raised an alert under another key: it is the same incident.</summary>
    private static async Task<bool> IsPartOfRaisedAsync(DatabaseTransaction transaction, string rule, Hit hit, EvaluatedRecord record) =>
        await transaction.ScalarAsync<bool>(
            """
            select exists (
                select from detector_hit other join detector_hit own using (rule, occurred_at, record_id)
                where rule = @rule and own.key = @Key and other.raised
                    and occurred_at > @OccurredAt - @Window and occurred_at < @OccurredAt + @Window)
            """,
            new { rule, hit.Key, hit.Window, record.OccurredAt });

    /// <summary>An alert was raised for this hit.</summary>
    public static Task RaisedAsync(this DatabaseTransaction transaction, string rule, Hit hit, EvaluatedRecord record) => transaction.ExecuteAsync(
        """
        update detector_hit set raised = true
        where rule = @rule and key = @Key and occurred_at = @OccurredAt and record_id = @RecordId
        """,
        new { rule, hit.Key, record.OccurredAt, record.RecordId });

    /// <summary>Deletes hits that are outside every window.</summary>
    public static Task PruneAsync(this DatabaseTransaction transaction, DateTimeOffset before) =>
        transaction.ExecuteAsync("delete from detector_hit where occurred_at < @before", new { before });

    private sealed record Neighbour(DateTimeOffset OccurredAt, bool Raised);
}
