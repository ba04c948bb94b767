namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>Bootstraps Vault at start, then periodically compares it with the repository and repairs differences.</summary>
internal sealed class BootstrapWorker(
    Bootstrapper bootstrapper, BootstrapState state, IOptions<VaultOperationsOptions> options, TimeProvider time, ILogger<BootstrapWorker> log)
    : BackgroundWorker(time, log)
{
    private bool _mustOpenOwnAccess = true;
    private bool _hasUsedToken;

    protected override TimeSpan LongestBackOff => TimeSpan.FromSeconds(1);

    protected override bool IsTransient(Exception failure) => failure is VaultUnavailableException or VaultRefusedException;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunRoundAsync(stoppingToken);
            return NextRun.After(options.Value.CheckInterval);
        }
        catch (VaultUnavailableException failure)
        {
            state.WaitsFor = failure.Trouble == VaultTrouble.NoCredential
                ? "a bootstrap token or a credential of its own"
                : $"Vault ({failure.Message.TrimEnd('.')})";
            _mustOpenOwnAccess |= failure.Trouble is VaultTrouble.NoCredential or VaultTrouble.LoginRefused;
            throw;
        }
        catch (VaultRefusedException failure)
        {
            // Its own policy may be of an older version of this service: the bootstrap token, if there is one, renews it.
            state.WaitsFor = $"a change in Vault ({failure.Message.TrimEnd('.')})";
            _mustOpenOwnAccess = true;
            Log.ConfigurationRejected(Logger, failure.Message);
            throw;
        }
    }

    private async Task RunRoundAsync(CancellationToken cancellationToken)
    {
        if (_mustOpenOwnAccess && bootstrapper.HasBootstrapToken)
        {
            state.WaitsFor = "its own access";
            await OpenOwnAccessAsync(cancellationToken);
            _hasUsedToken = true;
        }

        var drifts = await bootstrapper.RepairAsync(cancellationToken);
        if (!await bootstrapper.IsOwnPolicyCurrentAsync(cancellationToken))
        {
            _mustOpenOwnAccess = true;
            drifts = [.. drifts, new Drift("this service's own policy differs from the repository; only the bootstrap token can repair it", bootstrapper.HasBootstrapToken)];
        }

        Report(drifts);
        state.CompleteRound(drifts);
        if (!_mustOpenOwnAccess && state is { IsConfigured: true, IsDelivered: true })
        {
            await EndBootstrapTokenAsync(cancellationToken);
        }
    }

    private async Task EndBootstrapTokenAsync(CancellationToken cancellationToken)
    {
        // One that was put there for the next version is left for it.
        if (options.Value.KeepBootstrapToken || !_hasUsedToken || !bootstrapper.HasBootstrapToken)
        {
            return;
        }

        try
        {
            await bootstrapper.EndBootstrapTokenAsync(cancellationToken);
            Log.BootstrapTokenRevoked(Logger);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.BootstrapTokenFileStays(Logger, failure.Message);
        }
        catch (VaultRefusedException failure)
        {
            Log.BootstrapTokenLives(Logger, failure.Message);
        }

        _hasUsedToken = false;
    }

    private async Task OpenOwnAccessAsync(CancellationToken cancellationToken)
    {
        try
        {
            Report(await bootstrapper.OpenOwnAccessAsync(cancellationToken));
        }
        catch (VaultUnavailableException failure) when (failure.Trouble == VaultTrouble.NoCredential)
        {
            Log.BootstrapTokenRejected(Logger); // as it should be after the first start; there may be a delivered credential
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
                    Log.Created(Logger, drift.What);
                    break;
                case (true, true):
                    Log.DriftRepaired(Logger, drift.What);
                    break;
                default:
                    Log.DriftOpen(Logger, drift.What);
                    break;
            }
        }
    }
}
