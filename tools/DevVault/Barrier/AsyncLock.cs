using System.Diagnostics.CodeAnalysis;

namespace PenguinMails.DevVault.Barrier;

/// <summary>One at a time, across awaits.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never used holds nothing to dispose of.")]
internal sealed class AsyncLock
{
    private readonly SemaphoreSlim _free = new(1, 1);

    public async ValueTask<Holder> TakeAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        return new(_free);
    }

    internal sealed class Holder(SemaphoreSlim held) : IDisposable
    {
        public void Dispose() => held.Release();
    }
}
