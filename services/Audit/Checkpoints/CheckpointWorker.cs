using Microsoft.Extensions.Options;
using PenguinMails.Audit.Ledger;
using PenguinMails.Postgres;
using PenguinMails.Vault;

namespace PenguinMails.Audit.Checkpoints;

/// <summary>Signs and keeps checkpoints for as long as the service runs. While Vault is away records go on, and are signed later.</summary>
internal sealed class CheckpointWorker(
    MigrationsDone migrations,
    CheckpointSigner signer,
    CheckpointAnchoring anchoring,
    BrokenLedgerAlert alert,
    IOptions<AuditOptions> options,
    TimeProvider time,
    ILogger<CheckpointWorker> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migrations.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.CheckpointInterval, time);
        do
        {
            foreach (var chain in LedgerChains.All)
            {
                await RunAsync(chain, stoppingToken);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RunAsync(string chain, CancellationToken cancellationToken)
    {
        try
        {
            await SignAsync(chain, cancellationToken);
        }
        catch (Exception failure) when (failure is VaultUnavailableException || failure.IsPostgresAway())
        {
            Log.Waits(log, chain, failure.Message);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Broke(log, failure, chain);
        }
    }

    private async Task SignAsync(string chain, CancellationToken cancellationToken)
    {
        try
        {
            if (await signer.SignAllAsync(chain, cancellationToken) is > 0 and var made)
            {
                Log.Signed(log, made, chain);
            }

            await anchoring.KeepAllAsync(chain, cancellationToken);
            LedgerTelemetry.Checked(chain, isBroken: false);
        }
        catch (LedgerBrokenException broken)
        {
            LedgerTelemetry.Checked(chain, isBroken: true);
            Log.Broken(log, broken.Message);
            await alert.RaiseAsync(broken, cancellationToken);
        }
    }
}
