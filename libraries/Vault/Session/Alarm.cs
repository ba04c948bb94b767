namespace PenguinMails.Vault.Session;

/// <summary>A sleep that ends early when somebody wakes the sleeper.</summary>
internal sealed class Alarm(TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _bell = new(0, 1);
    private readonly Lock _gate = new();

    public void Ring()
    {
        lock (_gate)
        {
            if (_bell.CurrentCount == 0)
            {
                _bell.Release();
            }
        }
    }

    /// <exception cref="OperationCanceledException">The sleeper is to stop.</exception>
    public async Task SleepAsync(TimeSpan pause, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        if (pause == TimeSpan.Zero)
        {
            return;
        }

        using var timeout = new CancellationTokenSource(pause, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        try
        {
            await _bell.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // time to look again
        }
    }

    public void Dispose() => _bell.Dispose();
}
