namespace PenguinMails.VaultOperations.Health;

/// <summary>
/// Lists the types of secrets every few seconds: a list, unlike a single value, comes from the storage each time and from no cache of Vault. It needs no
/// right that the bootstrap does not need.
/// </summary>
internal sealed class StorageWorker(
    IVaultApi vault, StorageReadings readings, IOptions<VaultHealthOptions> options, TimeProvider time, ILogger<StorageWorker> log)
    : BackgroundWorker(time, log)
{
    private const string Types = "secret/metadata/penguinmails";

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        var started = Time.GetTimestamp();
        try
        {
            (await vault.SendAsync(VaultVerb.List, Types, cancellationToken: stoppingToken)).OkOrNotFound();
            readings.Succeeded(Time.GetElapsedTime(started) > options.Value.SlowStorage);
        }
        catch (VaultUnavailableException failure)
        {
            if (failure.Trouble is VaultTrouble.ServerError or VaultTrouble.Timeout)
            {
                readings.Failed();
            }
            else if (failure.Trouble != VaultTrouble.CircuitOpen) // the circuit is open because of what has been counted
            {
                readings.Unknown();
            }
        }
        catch (VaultRefusedException)
        {
            readings.Unknown(); // of this service's rights, which the bootstrap repairs
        }

        return NextRun.After(options.Value.StorageInterval);
    }
}
