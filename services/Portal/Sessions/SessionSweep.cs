namespace PenguinMails.Portal.Sessions;

/// <summary>Deletes sessions that have ended. Any number of instances may run it.</summary>
internal sealed class SessionSweep(SessionStore sessions, MigrationsDone migrations, TimeProvider time, ILogger<SessionSweep> log)
    : DatabaseWorker(migrations, time, log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await sessions.SweepAsync(stoppingToken);
        return NextRun.After(Interval);
    }
}
