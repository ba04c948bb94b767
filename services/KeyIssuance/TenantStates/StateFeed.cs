namespace PenguinMails.KeyIssuance.TenantStates;

/// <summary>
/// Reports the state of tenants that have changed, and of all of them when a replay is asked for. One transaction takes the marks of changes,
/// reads what they are about and writes the message; one instance does so at a time, so that a higher number never says what was before a lower one.
/// </summary>
internal sealed class StateFeed(Database database, IOptions<TenantStateOptions> options)
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
                await ReportAsync(transaction, await TenantStateQuery.ReadAsync(transaction, changed), replay: null, asOf);
            }

            var replayed = await ReplayAsync(transaction, asOf);
            if (changed.Count == 0 && !replayed && feed.Now - feed.ReportedAt >= options.Value.Interval)
            {
                await transaction.PublishUnlessWaitingAsync(new TenantStatesReported(await NextNumberAsync(transaction, asOf), [], Replay: null, asOf));
            }

            return oldestLeft is not null || replayed;
        },
        cancellationToken);

    /// <returns>Null while another instance reports.</returns>
    private static Task<FeedRow?> LockAsync(DatabaseTransaction transaction) => transaction.QuerySingleOrDefaultAsync<FeedRow>(
        """select greatest(reported_at, '2000-01-01') as "ReportedAt", clock_timestamp() as "Now" from state_feed for update skip locked""");

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
        await ReportAsync(transaction, await TenantStateQuery.ReadAsync(transaction, tenants), part, asOf);
        await transaction.ExecuteAsync(
            "update state_replay set part = @Part, is_done = @IsLast, after_tenant = coalesce(@last, after_tenant)",
            new { part.Part, part.IsLast, last = tenants.Count > 0 ? tenants[^1] : (Guid?)null });
        return true;
    }

    private static async Task ReportAsync(DatabaseTransaction transaction, IReadOnlyList<TenantState> tenants, ReplayPart? replay, DateTimeOffset asOf) =>
        await transaction.PublishAsync(new TenantStatesReported(await NextNumberAsync(transaction, asOf), tenants, replay, asOf));

    /// <summary>Not below the clock: after a restore of this database, numbers go on above those that were given before.</summary>
    private static Task<long> NextNumberAsync(DatabaseTransaction transaction, DateTimeOffset asOf) => transaction.ScalarAsync<long>(
        """
        update state_feed set reported_at = @asOf, number = greatest(number + 1, (extract(epoch from clock_timestamp()) * 1000000)::bigint) returning number
        """,
        new { asOf });

    private sealed record FeedRow(DateTimeOffset ReportedAt, DateTimeOffset Now);

    private sealed record ReplayRow(Guid ReplayId, Guid? AfterTenant, int Part, int Total);
}
