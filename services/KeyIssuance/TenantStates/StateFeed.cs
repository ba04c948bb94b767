namespace PenguinMails.KeyIssuance.TenantStates;

/// <summary>
/// Reports the state of tenants that have changed, and of all of them when a replay is asked for. One transaction takes the marks of changes,
/// reads what they are about and writes the message; one instance does so at a time, so that a higher number never says what was before a lower one.
/// </summary>
internal sealed class StateFeed(Database database, TenantStateQuery states, IOptions<TenantStateOptions> options)
{
    /// <returns>Whether there is more to report now.</returns>
    public Task<bool> ReportAsync(CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            if (await LockAsync(transaction) is not { } feed)
            {
                return false;
            }

            var (changed, oldestLeft) = await TakeChangedAsync(transaction);
            var asOf = oldestLeft < feed.Now ? oldestLeft.Value : feed.Now;
            if (changed.Count > 0)
            {
                await ReportAsync(transaction, await states.ReadAsync(transaction, changed), replay: null, asOf);
            }

            var replayed = await ReplayAsync(transaction, asOf);
            if (changed.Count == 0 && !replayed && feed.Now - feed.ReportedAt >= feed.Pace(options.Value.Interval))
            {
                await transaction.ExecuteAsync("update state_feed set reported_at = @asOf", new { asOf });
                await transaction.PublishUnlessWaitingAsync(new TenantStatesReported(feed.Number, [], Replay: null, asOf, feed.Number));
            }

            return oldestLeft is not null || replayed;
        },
        cancellationToken);

    /// <returns>Null while another instance reports.</returns>
    private static Task<FeedRow?> LockAsync(DatabaseTransaction transaction) => transaction.QuerySingleOrDefaultAsync<FeedRow>(
        """
        select greatest(reported_at, '2000-01-01') as "ReportedAt", clock_timestamp() as "Now", number as "Number",
               (select followed_at from state_follower) as "FollowedAt"
        from state_feed for update of state_feed skip locked
        """);

    /// <returns>The tenants whose marks were taken, and when the oldest mark was made that is left.</returns>
    private async Task<(IReadOnlyList<Guid> Changed, DateTimeOffset? OldestLeft)> TakeChangedAsync(DatabaseTransaction transaction)
    {
        var changed = await transaction.QueryAsync<Guid>(
            """
            with taken as (
                delete from changed_tenant where tenant_id in (
                    select tenant_id from changed_tenant group by tenant_id order by min(change_id) limit @BatchSize)
                returning tenant_id)
            select distinct tenant_id from taken
            """,
            new { options.Value.BatchSize });
        return (changed, await transaction.ScalarAsync<DateTimeOffset?>("select min(changed_at) from changed_tenant"));
    }

    /// <returns>Whether a part was reported.</returns>
    private async Task<bool> ReplayAsync(DatabaseTransaction transaction, DateTimeOffset asOf)
    {
        if (await transaction.QuerySingleOrDefaultAsync<ReplayRow>(
            """select replay_id as "ReplayId", after_tenant as "AfterTenant", part as "Part", total as "Total" from state_replay where not is_done for update""") is not { } replay)
        {
            return false;
        }

        var tenants = await transaction.QueryAsync<Guid>(
            "select tenant_id from tenant where @AfterTenant::uuid is null or tenant_id > @AfterTenant order by tenant_id limit @BatchSize",
            new { replay.AfterTenant, options.Value.BatchSize });
        var part = new ReplayPart(replay.ReplayId, replay.Part + 1, IsLast: tenants.Count < options.Value.BatchSize, replay.Total);
        await ReportAsync(transaction, await states.ReadAsync(transaction, tenants), part, asOf);
        await transaction.ExecuteAsync(
            "update state_replay set part = @Part, is_done = @IsLast, after_tenant = coalesce(@last, after_tenant)",
            new { part.Part, part.IsLast, last = tenants.Count > 0 ? tenants[^1] : (Guid?)null });
        return true;
    }

    private static async Task ReportAsync(DatabaseTransaction transaction, IReadOnlyList<TenantState> tenants, ReplayPart? replay, DateTimeOffset asOf)
    {
        var numbers = (await NextNumberAsync(transaction, asOf))!;
        await transaction.PublishAsync(new TenantStatesReported(numbers.Number, tenants, replay, asOf, numbers.Previous));
    }

    /// <summary>Not below the clock: after a restore of this database, numbers go on above those that were given before.</summary>
    private static Task<Numbers?> NextNumberAsync(DatabaseTransaction transaction, DateTimeOffset asOf) => transaction.QuerySingleOrDefaultAsync<Numbers>(
        """
        with before as (select number from state_feed)
        update state_feed f set reported_at = @asOf, number = greatest(f.number + 1, (extract(epoch from clock_timestamp()) * 1000000)::bigint)
        from before returning f.number as "Number", before.number as "Previous"
        """,
        new { asOf });

    private sealed record Numbers(long Number, long Previous);

    /// <param name="ReportedAt">When the last report was made.</param>
    /// <param name="Now">The database's time.</param>
    /// <param name="Number">The last report's number.</param>
    /// <param name="FollowedAt">When somebody last said that it takes the reports; null before the first time.</param>
    private sealed record FeedRow(DateTimeOffset ReportedAt, DateTimeOffset Now, long Number, DateTimeOffset? FollowedAt)
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

        /// <summary>
        /// How often is said that nothing has changed. Whoever takes the reports says so every ten seconds; the longer nobody does, the rarer they become, so that
        /// those that wait for a reader grow with the logarithm of its absence: some 270 in a day, 450 in a year.
        /// </summary>
        public TimeSpan Pace(TimeSpan interval)
        {
            var silence = Now - (FollowedAt ?? Now);
            return silence > Patience && silence / Patience.TotalSeconds > interval ? silence / Patience.TotalSeconds : interval;
        }
    }

    private sealed record ReplayRow(Guid ReplayId, Guid? AfterTenant, int Part, int Total);
}
