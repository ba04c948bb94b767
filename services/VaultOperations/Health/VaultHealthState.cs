namespace PenguinMails.VaultOperations.Health;

/// <summary>The last sample of this instance, and what is known from before.</summary>
internal sealed class VaultHealthState
{
    private readonly Lock _changing = new();
    private readonly TaskCompletionSource _sampled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Snapshot? _current;
    private KnownVault _remembered = KnownVault.Nothing;

    /// <summary>Null until the first sample.</summary>
    public Snapshot? Current => _current;

    public void Set(VaultSample sample)
    {
        lock (_changing)
        {
            _current = new Snapshot(sample, (_current?.Known ?? KnownVault.Nothing).With(sample).Or(_remembered));
        }

        _sampled.TrySetResult();
    }

    /// <summary>Takes over what other instances, or this one before it started anew, have known.</summary>
    public void Remember(KnownVault known)
    {
        lock (_changing)
        {
            _remembered = known;
            if (_current is { } current)
            {
                _current = current with { Known = current.Known.Or(known) };
            }
        }
    }

    /// <summary>The last sample; waits for the first.</summary>
    public async Task<Snapshot> ReadAsync(CancellationToken cancellationToken)
    {
        await _sampled.Task.WaitAsync(cancellationToken);
        return _current!;
    }

    public sealed record Snapshot(VaultSample Sample, KnownVault Known);
}
