using PenguinMails.Identity.Throttling;

namespace PenguinMails.Identity.Sessions;

/// <summary>Deletes expired sessions, sign-in failures outside every window and sources out of use. Any number of instances may run it.</summary>
internal sealed class SessionSweep(Database database, MigrationsDone migrations, TimeProvider time, ILogger<SessionSweep> log)
    : DatabaseWorker(migrations, time, log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan Retention = TimeSpan.FromDays(2); // longer than any failure window and pause

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await database.InTransactionAsync(SweepAsync, stoppingToken);
        return NextRun.After(Interval);
    }

    private async Task SweepAsync(DatabaseTransaction transaction)
    {
        var limit = Time.GetUtcNow() - Retention;
        await transaction.ExecuteAsync("delete from session where ends_at < @limit", new { limit });
        await transaction.ExecuteAsync("delete from sign_in_throttle where touched_at < @limit", new { limit });
        await transaction.ForgetSourcesAsync(Time.GetUtcNow() - KnownSources.Retention);
    }
}
