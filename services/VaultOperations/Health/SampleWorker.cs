namespace PenguinMails.VaultOperations.Health;

/// <summary>Takes samples, whether the database is there or not.</summary>
internal sealed class SampleWorker(
    VaultSampler sampler, VaultHealthState state, IOptions<VaultHealthOptions> options, TimeProvider time, ILogger<SampleWorker> log)
    : BackgroundWorker(time, log)
{
    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        state.Set(await sampler.TakeAsync(stoppingToken));
        return NextRun.After(options.Value.Interval);
    }
}
