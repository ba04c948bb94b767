using System.Security.Cryptography;

namespace PenguinMails.Ssh;

/// <summary>A private key in OpenSSH's PEM form. Zeroed on dispose; never shown.</summary>
public sealed class PlainTextPrivateKey(ReadOnlySpan<byte> utf8) : IDisposable
{
    private readonly byte[] _utf8 = utf8.ToArray();

    /// <summary>The PEM text; valid until dispose.</summary>
    public ReadOnlyMemory<byte> Utf8 => _utf8;

    public void Dispose() => CryptographicOperations.ZeroMemory(_utf8);

    public override string ToString() => "[private key, redacted]";
}

/// <summary>A new key pair.</summary>
public sealed record KeyPair(PlainTextPrivateKey PrivateKey, PublicKey PublicKey) : IDisposable
{
    public void Dispose() => PrivateKey.Dispose();
}
