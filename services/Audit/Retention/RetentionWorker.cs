using Microsoft.Extensions.Options;
using PenguinMails.Postgres;
using PenguinMails.Vault;

namespace PenguinMails.Audit.Retention;

/// <summary>Archives months, and takes out again those that were brought back for a while.</summary>
internal sealed class RetentionWorker(
    MigrationsDone migrations, MonthArchiver archiver, IOptions<RetentionOptions> options, TimeProvider time, ILogger<RetentionWorker> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migrations.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.Interval, time);
        do
        {
            try
            {
                await archiver.PrepareNextAsync(stoppingToken);
                while (await archiver.DetachNextAsync(stoppingToken))
                {
                    Log.Detached(log);
                }

                while (await archiver.ArchiveNextAsync(stoppingToken) is { } month)
                {
                    Log.Archived(log, $"{month:yyyy-MM}");
                }
            }
            catch (Exception failure) when (failure is VaultUnavailableException || failure.IsPostgresAway())
            {
                Log.Waits(log, failure.Message);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Broke(log, failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
