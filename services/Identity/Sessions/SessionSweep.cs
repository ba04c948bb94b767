using Npgsql;
using PenguinMails.Postgres;

namespace PenguinMails.Identity.Sessions;

/// <summary>Removes sessions that ended long ago and failures that no longer count. Any number of instances may do it.</summary>
internal sealed class SessionSweep(Database database, MigrationsDone migrations, TimeProvider time, ILogger<SessionSweep> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan Memory = TimeSpan.FromDays(2); // longer than any failure window and lock

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migrations.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await database.InTransactionAsync(SweepAsync, stoppingToken);
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException && !stoppingToken.IsCancellationRequested)
            {
                Log.SweepFailed(log, failure.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task SweepAsync(DatabaseTransaction transaction)
    {
        var limit = time.GetUtcNow() - Memory;
        await transaction.ExecuteAsync("delete from session where ends_at < @limit", new { limit });
        await transaction.ExecuteAsync("delete from account_guard where touched_at < @limit", new { limit });
    }
}
