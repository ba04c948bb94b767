using PenguinMails.Audit.Ledger;
using PenguinMails.Postgres;

namespace PenguinMails.Audit.Detectors;

/// <summary>Follows the ledger for as long as the service runs. It keeps nothing in memory.</summary>
internal sealed class DetectionWorker(
    LedgerDetection detection, ChangeNotices notices, MigrationsDone migrations, TimeProvider time, ILogger<DetectionWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migrations.WaitAsync(stoppingToken);
        using var appended = notices.Listen(LedgerAppend.Appended, LedgerChains.Platform);
        while (!stoppingToken.IsCancellationRequested)
        {
            if (!await TryNextAsync(stoppingToken))
            {
                await appended.WaitAsync(Poll, time, stoppingToken);
            }
        }
    }

    private async Task<bool> TryNextAsync(CancellationToken stoppingToken)
    {
        try
        {
            return await detection.JudgeNextAsync(stoppingToken) > 0;
        }
        catch (Exception failure) when (failure.IsPostgresAway())
        {
            Log.Waits(log, failure.Message);
            return false;
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
        {
            Log.Broke(log, failure);
            return false;
        }
    }
}
