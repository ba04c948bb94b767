namespace PenguinMails.AdminQuery.Projection;

/// <summary>
/// Keeps account of which reports have come. The projection is as of a report's time once that one and all before it were applied: while one is missing, its
/// time stands. A gap closes when the report comes after all, or by a rebuild, which tells anew what it said.
/// </summary>
/// <remarks>
/// Numbers of a database that was set back go on above those that it had given, from one that it had given before. So a report that begins amid what was heard,
/// and ends after it, says that what was heard between has been undone: then all that came before it counts as missing.
/// </remarks>
internal static class HeardReports
{
    /// <summary>No report's number, so that a gap lies between it and all of them.</summary>
    private const string Nothing = "int8range(-1, 0)";

    private const string IsComplete = "heard = int8multirange(range_merge(heard)) and upper(heard) > expected";

    /// <summary>A report has been applied. Who calls holds the feed (<see cref="ProjectionState.LockAsync"/>).</summary>
    public static async Task AddAsync(DatabaseTransaction transaction, TenantStatesReported report, DateTimeOffset now)
    {
        var parameters = new { report.Number, report.Previous, report.OccurredAt, now };
        await transaction.ExecuteAsync(report is { Tenants: [], Replay: null } ? NothingNewSql : SomethingNewSql, parameters);
        await transaction.ExecuteAsync(JudgeSql, parameters);
    }

    /// <summary>A rebuild begins, and with it the account. What is missing stays so until the rebuild is whole.</summary>
    public static Task BeginAsync(DatabaseTransaction transaction) => transaction.ExecuteAsync(
        $"update feed set heard = case when missing_since is null then '{{}}' else int8multirange({Nothing}) end, expected = null");

    /// <summary>A rebuild is whole: its parts tell all that was reported before the first of them.</summary>
    public static Task CompleteAsync(DatabaseTransaction transaction, long firstPart) => transaction.ExecuteAsync(
        "update feed set heard = heard + int8multirange(int8range(-1, @firstPart, '[]'))", new { firstPart });

    // That of an earlier version does not name the one before: nothing is missing before it then.
    private const string SomethingNewSql =
        $"""
        update feed set
            heard = case when @Previous::bigint is not null and heard && numbers and not heard @> numbers
                then int8multirange({Nothing}, int8range(@Number, @Number, '[]')) else heard + int8multirange(numbers) end,
            expected = greatest(expected, @Number), newest = greatest(newest, @OccurredAt), is_overtaken = false
        from (select int8range(coalesce(@Previous, -2) + 1, @Number, '[]') as numbers) report
        """;

    // When it is the first that is heard, a rebuild tells what was before.
    private const string NothingNewSql =
        """
        update feed set
            heard = case when heard = '{}' then int8multirange(int8range(0, @Number, '[]')) else heard end,
            expected = greatest(expected, @Number), newest = greatest(newest, @OccurredAt), is_overtaken = coalesce(@Number < expected, false)
        where newest is null or newest < @OccurredAt or expected < @Number
        """;

    private const string JudgeSql =
        $"""
        update feed set
            as_of = case when is_complete then greatest(as_of, newest) else as_of end,
            missing_since = case when is_complete then null else coalesce(missing_since, @now) end,
            attempts = case when is_complete and not exists (select from rebuild where state = 'running') then 0 else attempts end
        from (select {IsComplete} and not is_overtaken as is_complete from feed) judged
        """;
}
