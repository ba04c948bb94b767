namespace PenguinMails.Identity.Throttling;

/// <summary>
/// Counts failures and pauses what they are counted under. The rows are locked while an attempt is decided, so attempts are decided one
/// after the other: however many arrive at once, on any number of instances, no more than the allowed number of wrong guesses is answered.
/// </summary>
internal sealed class AttemptThrottle(TimeProvider time)
{
    /// <summary>After this long without a failure a counter begins anew.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromHours(1);

    /// <summary>Until when an attempt is refused; null when it is not. Read without a lock it is only a first check.</summary>
    public async Task<DateTimeOffset?> PausedUntilAsync(DatabaseTransaction read, AttemptScopes scopes) =>
        await read.ScalarAsync<DateTimeOffset?>(
            "select max(paused_until) from sign_in_throttle where key = any(@keys) and paused_until > @now",
            new { keys = scopes.All.Where(scope => scope.Refuses).Select(scope => scope.Key).ToArray(), now = time.GetUtcNow() });

    /// <summary>Locks the counters until the transaction ends; returns as <see cref="PausedUntilAsync"/>.</summary>
    public async Task<DateTimeOffset?> LockAsync(DatabaseTransaction transaction, AttemptScopes scopes)
    {
        // Locked in the order of the array, which is the same for all attempts: nobody waits in a circle.
        await transaction.ExecuteAsync(
            """
            insert into sign_in_throttle (key, account_hash, touched_at) select key, account_hash, @now from unnest(@keys, @accounts) as scope (key, account_hash)
            on conflict (key) do update set touched_at = excluded.touched_at, account_hash = excluded.account_hash
            """,
            new
            {
                keys = scopes.All.Select(scope => scope.Key).ToArray(),
                accounts = scopes.All.Select(scope => scope.AccountHash).ToArray(),
                now = time.GetUtcNow(),
            });
        return await PausedUntilAsync(transaction, scopes);
    }

    /// <summary>Counts a failure under a scope whose row is locked.</summary>
    /// <returns>Until when this failure has paused it; null when it has not.</returns>
    public Task<DateTimeOffset?> CountFailureAsync(DatabaseTransaction transaction, ThrottleScope scope)
    {
        var now = time.GetUtcNow();
        return transaction.ScalarAsync<DateTimeOffset?>(
            """
            with counted as (
                select array(select failure from unnest(failures) failure where failure > @since order by failure) || @now as failures,
                    case when paused_until > @calmSince then level else 0 end as level
                from sign_in_throttle where key = @Key),
            decided as (
                select failures, level, level > 0 or cardinality(failures) >= @MaxFailures as pauses from counted)
            update sign_in_throttle throttle
            set failures = case when pauses then '{}' else decided.failures end,
                level = case when pauses then least(decided.level + 1, 100) else 0 end,
                paused_until = case when pauses then @now + @LongestPause / power(2, greatest(0, 4 - decided.level)) end
            from decided
            where throttle.key = @Key
            returning throttle.paused_until
            """,
            new { scope.Key, scope.MaxFailures, scope.LongestPause, now, since = now - scope.Window, calmSince = now - Calm });
    }

    /// <summary>Forgets the failures of scopes that a success explains.</summary>
    public static Task ResetAsync(DatabaseTransaction transaction, AttemptScopes scopes) => transaction.ExecuteAsync(
        "update sign_in_throttle set failures = '{}', level = 0, paused_until = null where key = any(@keys)",
        new { keys = scopes.All.Where(scope => scope.IsResetBySuccess).Select(scope => scope.Key).ToArray() });
}
