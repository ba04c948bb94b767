namespace PenguinMails.KeyIssuance.SecretTypes;

/// <summary>Connections that one worker keeps from step to step of an operation, one of each kind.</summary>
public sealed class KeptConnections : IAsyncDisposable
{
    private readonly Dictionary<Type, IAsyncDisposable> _kept = [];

    /// <summary>The connection of a kind; a new, closed one the first time.</summary>
    public T Get<T>()
        where T : class, IAsyncDisposable, new()
    {
        if (!_kept.TryGetValue(typeof(T), out var kept))
        {
            _kept.Add(typeof(T), kept = new T());
        }

        return (T)kept;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var kept in _kept.Values)
        {
            await kept.DisposeAsync();
        }

        _kept.Clear();
    }
}
