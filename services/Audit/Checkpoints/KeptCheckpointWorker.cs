using PenguinMails.Audit.Watching;

namespace PenguinMails.Audit.Checkpoints;

/// <summary>
/// Looks for differences between the kept checkpoints and the database, whether there is something to sign or not, and while Vault is
/// away too: a ledger that was set back is an alert within a minute.
/// </summary>
internal sealed class KeptCheckpointWorker(
    MigrationsDone migrations, KeptCheckpoints kept, BrokenLedgerAlert alert, WatchProgress progress, IOptions<CheckpointOptions> options, TimeProvider time,
    ILogger<KeptCheckpointWorker> log) : DatabaseWorker(migrations, time, log)
{
    private const string Check = "kept";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private TimeSpan Interval => options.Value.CheckpointInterval < Longest ? options.Value.CheckpointInterval : Longest;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAll(LedgerChains.All.Select(
            chain => Loop($"{nameof(KeptCheckpointWorker)} {chain}", token => CompareAsync(chain, token)).RunAsync(stoppingToken)));
        return NextRun.Never;
    }

    private async Task<NextRun> CompareAsync(string chain, CancellationToken cancellationToken)
    {
        progress.Expect(WatchProgress.KeptCheckpoints(chain));
        try
        {
            await kept.CompareAsync(chain, cancellationToken);
            LedgerTelemetry.Checked(chain, Check, isBroken: false);
        }
        catch (LedgerBrokenException broken)
        {
            LedgerTelemetry.Checked(chain, Check, isBroken: true);
            Log.Broken(Logger, broken.Message);
            await alert.RaiseAsync(broken, cancellationToken);
        }

        progress.Done(WatchProgress.KeptCheckpoints(chain), Interval);
        return NextRun.After(Interval);
    }
}
