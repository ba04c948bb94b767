namespace PenguinMails.KeyIssuance.Drift;

/// <summary>
/// Whether a server has not been checked for two intervals. An attempt that did not reach the server is a check too; one for which the
/// platform's own dependencies were missing is none.
/// </summary>
internal sealed class DriftLateness(IOptions<DriftOptions> options) : IPeriodicWork
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(15);

    public async Task<LateWork?> FindLateAsync(DatabaseTransaction transaction)
    {
        var bound = 2 * options.Value.Interval;
        var oldest = await transaction.ScalarAsync<DateTimeOffset?>(
            """
            select min(coalesce(w.checked_at, w.due_at)) from drift_watch w join server v on v.server_id = w.server_id
            where v.state = 'active' and coalesce(w.checked_at, w.due_at) < now() - @bound
            """,
            new { bound = bound > Shortest ? bound : Shortest });
        return oldest is { } at ? new LateWork(PeriodicWork.DriftChecks, at) : null;
    }
}
