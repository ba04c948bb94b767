using System.Collections.Concurrent;

namespace PenguinMails.DevVault.Barrier;

/// <summary>Decrypted entries. Readers take no lock; an entry is replaced, never changed.</summary>
internal sealed class BarrierCache
{
    // Roughly 100 MB of small secrets; past it the cache starts over.
    private const int Capacity = 100_000;
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public Entry? Find(string path) => _entries.GetValueOrDefault(path);

    public void Store(string path, Entry entry)
    {
        if (_entries.Count >= Capacity)
        {
            _entries.Clear();
        }

        _entries[path] = entry;
    }

    public void Forget(string path) => _entries.TryRemove(path, out _);

    public void ForgetUnder(string prefix)
    {
        foreach (var path in _entries.Keys.Where(path => path.StartsWith(prefix, StringComparison.Ordinal)))
        {
            _entries.TryRemove(path, out _);
        }
    }

    public void Clear() => _entries.Clear();

    /// <summary>A stored value, or that there is none, with the object it decodes to once somebody asked for it.</summary>
    internal sealed class Entry(byte[]? plain, object? decoded = null)
    {
        private volatile object? _decoded = decoded;

        public byte[]? Plain => plain;

        public T? As<T>(Func<byte[], T> decode)
            where T : class
        {
            if (plain is null)
            {
                return null;
            }

            return (T)(_decoded ??= decode(plain));
        }

        public override string ToString() => "(entry)";
    }
}
