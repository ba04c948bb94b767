using Microsoft.Extensions.Options;
using PenguinMails.Vault;

namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>Bootstraps at start, then compares and repairs for ever.</summary>
internal sealed class BootstrapWorker(
    Bootstrapper bootstrapper, BootstrapState state, IOptions<VaultOperationsOptions> options, TimeProvider time, ILogger<BootstrapWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);
    private bool _mustOpenOwnAccess = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var pause = await TryRoundAsync(stoppingToken) ? options.Value.CheckInterval : RetryInterval;
            await Task.Delay(pause, time, stoppingToken);
        }
    }

    private async Task<bool> TryRoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunRoundAsync(cancellationToken);
            return true;
        }
        catch (VaultUnavailableException failure)
        {
            state.WaitsFor = failure.Trouble == VaultTrouble.NoCredential
                ? "a bootstrap token or a credential of its own"
                : $"Vault ({failure.Message.TrimEnd('.')})";
            _mustOpenOwnAccess |= failure.Trouble == VaultTrouble.NoCredential;
            Log.RoundWaits(log, failure.Message);
        }
        catch (VaultRefusedException failure)
        {
            // Its own policy may be of an older version of this service: the bootstrap token, if there is one, renews it.
            state.WaitsFor = $"a change in Vault ({failure.Message.TrimEnd('.')})";
            _mustOpenOwnAccess = true;
            Log.RoundRefused(log, failure.Message);
        }

        return false;
    }

    private async Task RunRoundAsync(CancellationToken cancellationToken)
    {
        if (_mustOpenOwnAccess && bootstrapper.HasBootstrapToken)
        {
            state.WaitsFor = "its own access";
            await OpenOwnAccessAsync(cancellationToken);
        }

        var drifts = await bootstrapper.RepairAsync(cancellationToken);
        if (!await bootstrapper.IsOwnPolicyRightAsync(cancellationToken))
        {
            _mustOpenOwnAccess = true;
            drifts = [.. drifts, new Drift("this service's own policy differs from the repository; only the bootstrap token can repair it", bootstrapper.HasBootstrapToken)];
        }

        Report(drifts);
        state.RoundDone(drifts);
    }

    private async Task OpenOwnAccessAsync(CancellationToken cancellationToken)
    {
        try
        {
            Report(await bootstrapper.OpenOwnAccessAsync(cancellationToken));
        }
        catch (VaultUnavailableException failure) when (failure.Trouble == VaultTrouble.NoCredential)
        {
            Log.BootstrapTokenDead(log); // as it should be after the first start; there may be a delivered credential
        }

        _mustOpenOwnAccess = false;
    }

    private void Report(IReadOnlyList<Drift> drifts)
    {
        foreach (var drift in drifts)
        {
            switch (drift.IsRepaired, state.IsConfigured)
            {
                case (true, false):
                    Log.Created(log, drift.What);
                    break;
                case (true, true):
                    Log.DriftRepaired(log, drift.What);
                    break;
                default:
                    Log.DriftOpen(log, drift.What);
                    break;
            }
        }
    }
}
