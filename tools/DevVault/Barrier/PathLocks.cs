namespace PenguinMails.DevVault.Barrier;

/// <summary>A fixed number of locks shared by all names: two names may share one, the same name always does.</summary>
internal sealed class PathLocks
{
    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1, 1))];

    public ValueTask<Holder> TakeAsync(string name, CancellationToken cancellationToken) => TakeAllAsync([name], cancellationToken);

    /// <summary>Always in the same order, so that two takers of overlapping sets cannot block one another.</summary>
    public async ValueTask<Holder> TakeAllAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var wanted = names.Select(Index).Distinct().Order().ToArray();
        for (var i = 0; i < wanted.Length; i++)
        {
            try
            {
                await _locks[wanted[i]].WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                new Holder(this, wanted.AsMemory(0, i)).Dispose();
                throw;
            }
        }

        return new Holder(this, wanted);
    }

    private int Index(string name) => (int)((uint)string.GetHashCode(name, StringComparison.Ordinal) % (uint)_locks.Length);

    internal readonly struct Holder(PathLocks owner, ReadOnlyMemory<int> held) : IDisposable
    {
        public void Dispose()
        {
            foreach (var index in held.Span)
            {
                owner._locks[index].Release();
            }
        }
    }
}
