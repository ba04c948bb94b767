using Microsoft.Extensions.Options;
using PenguinMails.Postgres;

namespace PenguinMails.Audit.VaultTrail.Files;

/// <summary>Follows the file for as long as the service runs. Instances that follow the same one take turns.</summary>
internal sealed class FileWorker(
    FileFollower follower, MigrationsDone migrations, IOptions<VaultTrailOptions> options, TimeProvider time, ILogger<FileWorker> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.File is null)
        {
            return;
        }

        await migrations.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.PollInterval, time);
        do
        {
            await FollowAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await follower.StepAsync(cancellationToken))
            {
            }
        }
        catch (Exception failure) when (failure.IsPostgresAway() || failure is IOException or UnauthorizedAccessException)
        {
            Log.FileWaits(log, failure.Message);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            Log.FileBroke(log, failure);
        }
    }
}
