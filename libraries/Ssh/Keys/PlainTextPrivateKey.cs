namespace PenguinMails.Ssh;

/// <summary>
/// A private key as text between BEGIN and END. Zeroed on dispose; never shown, never a string. Whether OpenSSH can read it,
/// <see cref="IPrivateKeyFormat.PublicHalfAsync"/> tells.
/// </summary>
public sealed class PlainTextPrivateKey : IDisposable
{
    private readonly byte[] _utf8;

    /// <param name="utf8">The text, copied. Line ends become those that OpenSSH reads: line feeds, a final one among them.</param>
    public PlainTextPrivateKey(ReadOnlySpan<byte> utf8)
    {
        utf8 = utf8.Trim(" \t\r\n"u8);
        // Pinned: the garbage collector leaves no copies behind when it moves things.
        _utf8 = GC.AllocateUninitializedArray<byte>(utf8.Length - utf8.Count((byte)'\r') + 1, pinned: true);
        var length = 0;
        foreach (var letter in utf8)
        {
            if (letter != '\r')
            {
                _utf8[length++] = letter;
            }
        }

        _utf8[length] = (byte)'\n';
    }

    /// <summary>The text; valid until dispose.</summary>
    public ReadOnlyMemory<byte> Utf8 => _utf8;

    public void Dispose() => CryptographicOperations.ZeroMemory(_utf8);

    public override string ToString() => "[private key, redacted]";
}

/// <summary>A new key pair.</summary>
public sealed record KeyPair(PlainTextPrivateKey PrivateKey, PublicKey PublicKey) : IDisposable
{
    public void Dispose() => PrivateKey.Dispose();

    public override string ToString() => $"[key pair {PublicKey.Fingerprint}, redacted]";
}
