namespace PenguinMails.Vault;

/// <summary>Decrypted bytes, zeroed on dispose.</summary>
public sealed class PlainTextBytes(byte[] bytes) : IDisposable
{
    public ReadOnlySpan<byte> Span => bytes;

    public ReadOnlyMemory<byte> Memory => bytes;

    public void Dispose() => CryptographicOperations.ZeroMemory(bytes);

    public override string ToString() => $"[{bytes.Length} bytes, redacted]";
}
