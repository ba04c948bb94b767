namespace PenguinMails.Vault;

/// <summary>One version of a secret, read from Vault. Dispose it as soon as it has been used: that zeroes the values.</summary>
public sealed class PlainTextSecret(PlainTextValues values, int version, DateTimeOffset createdAt) : IDisposable
{
    public PlainTextValues Values { get; } = values;

    /// <summary>Vault's number of this version; pass it as <c>cas</c> to replace exactly this one.</summary>
    public int Version { get; } = version;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <inheritdoc cref="PlainTextValues.Utf8"/>
    public ReadOnlyMemory<byte> Utf8(string name) => Values.Utf8(name);

    /// <inheritdoc cref="PlainTextValues.Text"/>
    public string Text(string name) => Values.Text(name);

    public void Dispose() => Values.Dispose();

    public override string ToString() => $"[secret version {Version}, redacted]";
}
