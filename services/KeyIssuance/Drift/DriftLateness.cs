namespace PenguinMails.KeyIssuance.Drift;

/// <summary>
/// Whether a server has not been checked for two intervals. An attempt that did not reach the server is a check too; one for which the
/// platform's own dependencies were missing is none. After the service was away, whatever the reason, it has time to catch up before anything is late.
/// </summary>
internal sealed class DriftLateness(IOptions<DriftOptions> options) : IPeriodicWork
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan CatchUp = TimeSpan.FromMinutes(15);

    /// <summary>No heartbeat of any instance for so long: the service was away. Instances that end and start again and again are not.</summary>
    private static readonly TimeSpan Absence = TimeSpan.FromMinutes(5);

    public async Task<PeriodicWorkState> JudgeAsync(DatabaseTransaction transaction)
    {
        var bound = 2 * options.Value.Interval;
        var hasCaughtUp = await transaction.ScalarAsync<bool>(
            """
            insert into drift_presence as known (since, seen_at) values (now(), now())
            on conflict (is_only) do update set seen_at = now(), since = case when known.seen_at < now() - @Absence then now() else known.since end
            returning since <= now() - @CatchUp
            """,
            new { Absence, CatchUp });
        var oldest = await transaction.ScalarAsync<DateTimeOffset?>(
            """
            select min(coalesce(w.checked_at, w.due_at)) from drift_watch w join server v on v.server_id = w.server_id
            where v.state = 'active' and coalesce(w.checked_at, w.due_at) < now() - @bound
            """,
            new { bound = bound > Shortest ? bound : Shortest });
        return (oldest, hasCaughtUp) switch
        {
            (null, _) => PeriodicWorkState.OnTime(PeriodicWork.DriftChecks),
            (_, false) => PeriodicWorkState.NotKnown(PeriodicWork.DriftChecks),
            ({ } at, true) => PeriodicWorkState.LateSince(PeriodicWork.DriftChecks, at),
        };
    }
}
