using PenguinMails.Audit.Evidence;

namespace PenguinMails.Audit.Producers;

/// <summary>Runs the watch of the services' numbers. A process that was frozen, or had to wait long for the ledger, begins to watch anew.</summary>
internal sealed class ProducerWorker(
    ProducerWatch watch, MigrationsDone migrations, IOptions<EvidenceOptions> options, TimeProvider time, ILogger<ProducerWorker> log)
    : DatabaseWorker(migrations, time, log)
{
    private readonly WatchedTime _watched = new(time, options);

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await watch.RunAsync(_watched.Continue(), stoppingToken);
        return NextRun.After(options.Value.WatchInterval);
    }
}
