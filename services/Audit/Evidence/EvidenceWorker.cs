namespace PenguinMails.Audit.Evidence;

/// <summary>Runs the watch. A process that was frozen begins to watch anew: what it did not hear meanwhile was not silent.</summary>
internal sealed class EvidenceWorker(
    EvidenceWatch watch, MigrationsDone migrations, IOptions<EvidenceOptions> options, TimeProvider time, ILogger<EvidenceWorker> log)
    : DatabaseWorker(migrations, time, log)
{
    private static readonly TimeSpan Interruption = TimeSpan.FromSeconds(10);

    private long? _begun;
    private long _last;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        if (_begun is null || Time.GetElapsedTime(_last) > options.Value.WatchInterval + Interruption)
        {
            _begun = Time.GetTimestamp();
        }

        _last = Time.GetTimestamp();
        await watch.RunAsync(Time.GetElapsedTime(_begun.Value), stoppingToken);
        return NextRun.After(options.Value.WatchInterval);
    }
}
