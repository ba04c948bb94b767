namespace PenguinMails.VaultOperations.Health;

/// <summary>What the last readings through Vault say of its storage.</summary>
internal sealed class StorageReadings
{
    /// <summary>So many failures in a row, and nothing counts as readable.</summary>
    public const int FailuresUntilOffline = 3;

    private volatile int _failures;
    private volatile bool _isSlow;

    public void Succeeded(bool isSlow) => (_failures, _isSlow) = (0, isSlow);

    public void Failed() => _failures = Math.Min(_failures + 1, FailuresUntilOffline);

    /// <summary>The reading says nothing of the storage: Vault itself, or this service's access, was not there.</summary>
    public void Unknown() => (_failures, _isSlow) = (0, false);

    /// <param name="isServing">Whether a node of Vault serves; otherwise nothing can be read through it.</param>
    public string Status(bool isServing) => (isServing, _failures) switch
    {
        (false, _) or (_, >= FailuresUntilOffline) => VaultStorageStates.Offline,
        (_, > 0) => VaultStorageStates.Degraded,
        _ => _isSlow ? VaultStorageStates.Degraded : VaultStorageStates.Healthy,
    };
}
