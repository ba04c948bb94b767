namespace PenguinMails.Audit.Checkpoints;

/// <summary>Signs and anchors checkpoints. During a Vault outage records are still appended; they are signed afterwards.</summary>
internal sealed class CheckpointWorker(
    MigrationsDone migrations, CheckpointSigner signer, KeptCheckpoints kept, BrokenLedgerAlert alert,
    IOptions<CheckpointOptions> options, TimeProvider time,
    ILogger<CheckpointWorker> log) : DatabaseWorker(migrations, time, log)
{
    private const string Check = "signing";

    protected override bool IsTransient(Exception failure) => failure is VaultUnavailableException || base.IsTransient(failure);

    // A chain that cannot be signed does not delay the other one.
    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAll(LedgerChains.All.Select(chain => Loop($"CheckpointWorker {chain}", token => RunAsync(chain, token)).RunAsync(stoppingToken)));
        return NextRun.Never;
    }

    private async Task<NextRun> RunAsync(string chain, CancellationToken cancellationToken)
    {
        await SignAsync(chain, cancellationToken);
        return NextRun.After(options.Value.CheckpointInterval);
    }

    private async Task SignAsync(string chain, CancellationToken cancellationToken)
    {
        try
        {
            await kept.CompareAsync(chain, cancellationToken);
            if (await signer.SignAllAsync(chain, cancellationToken) is > 0 and var made)
            {
                Log.Signed(Logger, made, chain);
            }

            LedgerTelemetry.Checked(chain, Check, isBroken: false);
        }
        catch (LedgerBrokenException broken)
        {
            LedgerTelemetry.Checked(chain, Check, isBroken: true);
            Log.Broken(Logger, broken.Message);
            await alert.RaiseAsync(broken, cancellationToken);
        }
    }
}
