using PenguinMails.Postgres;

namespace PenguinMails.KeyIssuance.Reveals;

/// <summary>Records an outcome for every claim whose process died before it could: unconfirmed, because nobody knows.</summary>
internal sealed class UnfinishedReveals(RevealClaims claims, MigrationsDone migrations, TimeProvider time, ILogger<UnfinishedReveals> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migrations.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                foreach (var downloadId in await claims.FindUnfinishedAsync(Age, stoppingToken))
                {
                    await claims.FinishAsync(downloadId, delivered: false, stoppingToken);
                    Log.Unconfirmed(log, downloadId);
                }
            }
            catch (Exception failure) when (failure is Npgsql.NpgsqlException or TimeoutException)
            {
                Log.SweepWaits(log, failure.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
