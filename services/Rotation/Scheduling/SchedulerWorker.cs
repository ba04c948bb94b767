using Microsoft.Extensions.Options;
using PenguinMails.Postgres;
using PenguinMails.Rotation.Policies;

namespace PenguinMails.Rotation.Scheduling;

/// <summary>Ticks for as long as the service runs. It keeps nothing in memory: all that is due stands in the tables.</summary>
internal sealed class SchedulerWorker(
    MigrationsDone migrations, SchedulerTick tick, IOptions<RotationOptions> options, TimeProvider time, ILogger<SchedulerWorker> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migrations.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.Scheduler.Tick, time);
        do
        {
            try
            {
                if (await tick.RunAsync(stoppingToken) is { Any: true } result)
                {
                    Log.Asked(log, result.Rotations, result.Retirements);
                }
            }
            catch (Exception failure) when (failure.IsPostgresAway())
            {
                Log.TickFailed(log, failure.Message);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                Log.TickBroke(log, failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
