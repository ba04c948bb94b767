namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>How far the bootstrap is, for the health check.</summary>
internal sealed class BootstrapState
{
    private readonly TaskCompletionSource _configured = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _delivered;
    private int _rolesChanged = 1;
    private volatile IReadOnlyList<Drift> _open = [];

    /// <summary>Vault held all that the repository says, at least once.</summary>
    public bool IsConfigured => _configured.Task.IsCompleted;

    /// <summary>Every service has found a full pool, at least once.</summary>
    public bool IsDelivered => _delivered;

    /// <summary>Drift of the last round that needs a person.</summary>
    public IReadOnlyList<Drift> Open => _open;

    /// <summary>What keeps the bootstrap waiting, in plain words.</summary>
    public string WaitsFor { get; set; } = "the first round";

    public Task WaitConfiguredAsync(CancellationToken cancellationToken) => _configured.Task.WaitAsync(cancellationToken);

    /// <summary>Returns true once after each change of roles: delivered role ids must then be compared with Vault's.</summary>
    public bool ConsumeRolesChanged() => Interlocked.Exchange(ref _rolesChanged, 0) == 1;

    public void MarkRolesChanged() => Volatile.Write(ref _rolesChanged, 1);

    public void CompleteRound(IReadOnlyList<Drift> drifts)
    {
        if (drifts.Count > 0)
        {
            MarkRolesChanged();
        }

        _open = [.. drifts.Where(drift => !drift.IsRepaired)];
        if (_open.All(drift => drift.MayStart))
        {
            _configured.TrySetResult();
        }
    }

    public void Delivered() => _delivered = true;
}
