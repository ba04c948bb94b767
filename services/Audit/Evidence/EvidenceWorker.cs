namespace PenguinMails.Audit.Evidence;

/// <summary>Runs the watch. A process that was frozen begins to watch anew: what it did not hear meanwhile was not silent.</summary>
internal sealed class EvidenceWorker(
    EvidenceWatch watch, MigrationsDone migrations, IOptions<EvidenceOptions> options, TimeProvider time, ILogger<EvidenceWorker> log)
    : DatabaseWorker(migrations, time, log)
{
    private readonly WatchedTime _watched = new(time, options);

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await watch.RunAsync(_watched.Continue(), stoppingToken);
        return NextRun.After(options.Value.WatchInterval);
    }
}
