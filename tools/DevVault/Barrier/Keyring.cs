using System.Text.Json;

namespace PenguinMails.DevVault.Barrier;

/// <summary>The keys of all terms. The newest encrypts; older ones stay to decrypt what they encrypted.</summary>
internal sealed class Keyring : IDisposable
{
    private readonly Dictionary<uint, PlainTextKey> _keys;

    private Keyring(Dictionary<uint, PlainTextKey> keys, uint term, DateTimeOffset installed)
    {
        _keys = keys;
        Term = term;
        Installed = installed;
    }

    public uint Term { get; }

    /// <summary>When the newest key came into use.</summary>
    public DateTimeOffset Installed { get; }

    public PlainTextKey Active => _keys[Term];

    public static Keyring Create(DateTimeOffset now) => new(new() { [1] = PlainTextKey.Create() }, 1, now);

    /// <summary>The same keys and a new one on top. The old keyring must not be disposed of: the keys are shared.</summary>
    public Keyring Rotated(DateTimeOffset now) => new(new(_keys) { [Term + 1] = PlainTextKey.Create() }, Term + 1, now);

    public PlainTextKey? Find(uint term) => _keys.GetValueOrDefault(term);

    public byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(new Stored(
        Term, Installed, _keys.ToDictionary(entry => entry.Key, entry => entry.Value.Bytes.ToArray())));

    public static Keyring Deserialize(ReadOnlySpan<byte> stored)
    {
        var keyring = JsonSerializer.Deserialize<Stored>(stored)!;
        return new(keyring.Keys.ToDictionary(entry => entry.Key, entry => new PlainTextKey(entry.Value)), keyring.Term, keyring.Installed);
    }

    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }

    private sealed record Stored(uint Term, DateTimeOffset Installed, Dictionary<uint, byte[]> Keys);
}
