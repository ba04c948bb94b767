using PenguinMails.Audit.Watching;

namespace PenguinMails.Audit.Evidence;

/// <summary>Runs the watch. A process that was frozen begins to watch anew: what it did not hear meanwhile was not silent.</summary>
internal sealed class EvidenceWorker(
    EvidenceWatch watch, WatchProgress progress, MigrationsDone migrations, IOptions<EvidenceOptions> options, TimeProvider time, ILogger<EvidenceWorker> log)
    : DatabaseWorker(migrations, time, log)
{
    private readonly WatchedTime _watched = new(time, options);

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        progress.Expect(WatchProgress.Evidence);
        await watch.RunAsync(_watched.Continue(), stoppingToken);
        progress.Done(WatchProgress.Evidence, options.Value.WatchInterval);
        return NextRun.After(options.Value.WatchInterval);
    }
}
