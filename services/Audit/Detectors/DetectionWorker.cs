using PenguinMails.Audit.Watching;

namespace PenguinMails.Audit.Detectors;

/// <summary>Runs the detectors over each new record of the ledger. All of its state is in the database.</summary>
internal sealed class DetectionWorker(
    LedgerDetection detection, WatchProgress progress, ChangeNotices notices, MigrationsDone migrations, TimeProvider time, ILogger<DetectionWorker> log)
    : DatabaseWorker(migrations, time, log)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private readonly ChangeListener _appended = notices.Listen(LedgerAppend.Appended, LedgerChains.Platform);

    protected override AsyncAutoResetEvent WakeUp => _appended;

    protected override TimeSpan LongestBackOff => PollInterval;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        progress.Expect(WatchProgress.Detectors);
        return await detection.EvaluateNextAsync(stoppingToken) > 0 ? NextRun.Now : NextRun.After(PollInterval);
    }

    public override void Dispose()
    {
        _appended.Dispose();
        base.Dispose();
    }
}
