using System.Collections;

namespace PenguinMails.Vault;

/// <summary>
/// The named values of one secret, in buffers that are zeroed on dispose. Every value is text: Vault's audit device hides
/// strings only and would write numbers and booleans in clear.
/// <code>using var values = new PlainTextValues { { "private_key", pemBytes }, { "username", "tenant-550e8400" } };</code>
/// </summary>
public sealed class PlainTextValues : IEnumerable<string>, IDisposable
{
    private readonly SortedDictionary<string, byte[]> _values = new(StringComparer.Ordinal);

    public int Count => _values.Count;

    public IReadOnlyCollection<string> Names => _values.Keys;

    /// <summary>Adds a value that is a string already; the string itself cannot be zeroed, so prefer bytes for long-lived material.</summary>
    public void Add(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        _values.Add(name, Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Adds a copy of UTF-8 text.</summary>
    /// <exception cref="ArgumentException">The bytes are not UTF-8, or the name is taken.</exception>
    public void Add(string name, ReadOnlySpan<byte> utf8)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!System.Text.Unicode.Utf8.IsValid(utf8))
        {
            throw new ArgumentException("Vault keeps text only: encode binary values, for example as Base64.", nameof(utf8));
        }

        _values.Add(name, utf8.ToArray());
    }

    public bool Contains(string name) => _values.ContainsKey(name);

    /// <summary>The value as UTF-8; valid until dispose.</summary>
    /// <exception cref="KeyNotFoundException">No such value.</exception>
    public ReadOnlyMemory<byte> Utf8(string name) =>
        _values.TryGetValue(name, out var value) ? value : throw new KeyNotFoundException($"The secret has no value named {name}.");

    /// <summary>The value as a string, a copy that cannot be zeroed.</summary>
    /// <exception cref="KeyNotFoundException">No such value.</exception>
    public string Text(string name) => Encoding.UTF8.GetString(Utf8(name).Span);

    /// <summary>A copy of all values but one.</summary>
    public PlainTextValues Without(string name)
    {
        var others = new PlainTextValues();
        foreach (var (other, value) in _values.Where(entry => entry.Key != name))
        {
            others.Add(other, value);
        }

        return others;
    }

    /// <summary>True when both hold the same names and values; takes the same time wherever two values differ.</summary>
    public bool HasSameValuesAs(PlainTextValues other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var same = Count == other.Count;
        foreach (var (name, value) in _values)
        {
            same &= other._values.TryGetValue(name, out var theirs) && CryptographicOperations.FixedTimeEquals(value, theirs);
        }

        return same;
    }

    public void Dispose()
    {
        foreach (var value in _values.Values)
        {
            CryptographicOperations.ZeroMemory(value);
        }

        _values.Clear();
    }

    /// <summary>The names only.</summary>
    public override string ToString() => $"[{_values.Count} redacted values]";

    IEnumerator<string> IEnumerable<string>.GetEnumerator() => _values.Keys.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _values.Keys.GetEnumerator();
}
