using System.Collections.Concurrent;

namespace PenguinMails.DevVault.Storage;

/// <summary>Everything is gone when the process ends. For tests and a first look.</summary>
internal sealed class MemoryStorage : IStorage
{
    private readonly ConcurrentDictionary<string, byte[]> _values = new(StringComparer.Ordinal);
    private readonly Lock _changing = new();

    public string Kind => "inmem";

    public ValueTask<byte[]?> ReadAsync(string path, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_values.GetValueOrDefault(path));

    public ValueTask ApplyAsync(IReadOnlyList<StorageChange> changes, CancellationToken cancellationToken)
    {
        lock (_changing)
        {
            foreach (var (path, value) in changes)
            {
                if (value is null)
                {
                    _values.TryRemove(path, out _);
                }
                else
                {
                    _values[path] = value;
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var names = _values.Keys
            .Where(path => path.StartsWith(prefix, StringComparison.Ordinal))
            .Select(path => path[prefix.Length..])
            .Select(rest => rest.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? rest[..(slash + 1)] : rest);
        return ValueTask.FromResult<IReadOnlyList<string>>([.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    public ValueTask DeleteUnderAsync(string prefix, CancellationToken cancellationToken)
    {
        foreach (var path in _values.Keys.Where(path => path.StartsWith(prefix, StringComparison.Ordinal)))
        {
            _values.TryRemove(path, out _);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
