namespace PenguinMails.Rotation.Scheduling;

/// <summary>Requests what is due, once per tick. All of its state is in the database, so any number of instances may run.</summary>
internal sealed class SchedulerWorker(
    MigrationsDone migrations, SchedulerTick tick, IOptions<RotationOptions> options, TimeProvider time, ILogger<SchedulerWorker> log)
    : DatabaseWorker(migrations, time, log)
{
    protected override TimeSpan LongestBackOff => options.Value.Scheduler.Tick;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        if (await tick.RunAsync(stoppingToken) is { Any: true } result)
        {
            Log.Requested(Logger, result.Rotations, result.Retirements);
        }

        return NextRun.After(options.Value.Scheduler.Tick);
    }
}
