namespace PenguinMails.Audit.Reports.Unresolved;

/// <summary>
/// Finds intents that no outcome of the same action followed. What an operation's steps report under its correlation id is no outcome
/// of the operation: one that hangs between two steps is unresolved.
/// </summary>
internal sealed class UnresolvedIntents(Database database, TimeProvider time)
{
    public static readonly TimeSpan LookBack = TimeSpan.FromDays(400);

    // The outcome of an intent may be recorded before it: messages overtake each other, though not by days.
    internal const string Keys =
        """
        intent as (
            select r.sequence, r.recorded_at, r.correlation_id, r.action from audit_record r
            where r.chain = @Chain and r.outcome = 'intent' and r.outcome <> 'success' and r.correlation_id is not null
              and r.recorded_at >= @Since and r.occurred_at < @Before
            order by r.recorded_at desc, r.sequence desc limit @Reach),
        unresolved as (
            select i.sequence, i.recorded_at from intent i
            where (select h.sequence from audit_record h
                   where h.correlation_id = i.correlation_id and h.chain = @Chain and h.action = i.action and h.outcome <> 'intent'
                     and h.recorded_at >= i.recorded_at - interval '1 day'
                   limit 1) is null)
        """;

    public Task<UnresolvedPage> FindAsync(TimeSpan olderThan, Page page, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            var now = time.GetUtcNow();
            var (since, before) = (now - LookBack, now - olderThan);
            var parameters = new { Chain = LedgerChains.Platform, Since = since, Before = before, Page.Reach, page.Offset, page.Size };
            var items = await connection.QueryAsync<AuditLogEntry>(
                $"""
                with {Keys}, key as (select * from unresolved order by recorded_at desc, sequence desc offset @Offset limit @Size)
                select {AuditLogQuery.Columns} from key join audit_record r on r.chain = @Chain and r.sequence = key.sequence and r.recorded_at = key.recorded_at
                {AuditLogQuery.Apart} order by r.recorded_at desc, r.sequence desc
                """,
                parameters);
            var reach = (await connection.QuerySingleOrDefaultAsync<Counted>(
                $"""
                with {Keys}
                select (select count(*) from unresolved)::int as Unresolved, count(*)::int as Intents, min(recorded_at) as Oldest from intent
                """,
                parameters))!;
            return new UnresolvedPage(
                items, page.Number, page.Size, reach.Unresolved, reach.Intents < Page.Reach ? since : reach.Oldest!.Value);
        },
        cancellationToken);

    private sealed record Counted(int Unresolved, int Intents, DateTimeOffset? Oldest);
}
