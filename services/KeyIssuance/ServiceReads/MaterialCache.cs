using System.Collections.Concurrent;
using PenguinMails.KeyIssuance.Reveals;

namespace PenguinMails.KeyIssuance.ServiceReads;

/// <summary>
/// Material of current versions in this process's memory, encrypted. The database is asked several times a second whether each is still
/// current, so that what ended is gone within a second on every instance; what it has not confirmed for some seconds is not believed.
/// </summary>
internal sealed class MaterialCache(IOptions<ServiceReadOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<SecretReference, CachedMaterial> _entries = new();

    // Pinned, so that no copy of it is left behind when memory is compacted.
    private readonly byte[] _key = NewKey();

    public int Count => _entries.Count;

    /// <returns>Null when nothing is there that may be believed.</returns>
    public CachedMaterial? Find(SecretReference secret)
    {
        if (!_entries.TryGetValue(secret, out var entry) || time.GetElapsedTime(entry.ConfirmedAt) > options.Value.TrustFor)
        {
            return null;
        }

        if (time.GetElapsedTime(entry.ReadAt) > options.Value.KeepFor)
        {
            _entries.TryRemove(KeyValuePair.Create(secret, entry));
            return null;
        }

        entry.Use(time.GetTimestamp());
        return entry;
    }

    public CachedMaterial Put(SecretReference secret, CurrentVersion version, PlainTextFields fields, long readAt, long confirmedAt)
    {
        var entry = new CachedMaterial(_key, version, fields, readAt, confirmedAt);
        while (_entries.Count >= options.Value.MaxEntries && !_entries.ContainsKey(secret))
        {
            _entries.TryRemove(_entries.MinBy(other => other.Value.UsedAt));
        }

        return _entries[secret] = entry;
    }

    public PlainTextFields Open(CachedMaterial entry) => entry.Open(_key);

    /// <summary>The secrets that are in memory. What has been there for too long is dropped.</summary>
    public IReadOnlyList<KeyValuePair<SecretReference, CachedMaterial>> Entries()
    {
        var entries = _entries.ToArray();
        foreach (var old in entries.Where(entry => time.GetElapsedTime(entry.Value.ReadAt) > options.Value.KeepFor))
        {
            _entries.TryRemove(old);
        }

        return entries;
    }

    /// <summary>Drops an entry, unless another has taken its place.</summary>
    public void Drop(KeyValuePair<SecretReference, CachedMaterial> entry) => _entries.TryRemove(entry);

    private static byte[] NewKey()
    {
        var key = GC.AllocateArray<byte>(32, pinned: true);
        RandomNumberGenerator.Fill(key);
        return key;
    }
}
