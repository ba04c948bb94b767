using System.Buffers.Text;

namespace PenguinMails.Portal.Sessions;

/// <summary>
/// The value of a session cookie: 256 random bits. The portal keeps only their hash, so that nothing it stores opens a session or its tokens.
/// </summary>
internal sealed class PlainTextSessionSecret
{
    private const int Length = 32;

    private readonly byte[] _bytes;

    private PlainTextSessionSecret(byte[] bytes) => _bytes = bytes;

    /// <summary>What the session is stored under.</summary>
    public byte[] Id => SHA256.HashData(_bytes);

    /// <summary>Seals the session's tokens.</summary>
    public byte[] SealingKey => Derive("portal: sealing of tokens"u8);

    /// <summary>What a request that changes something must state beside the cookie; scripts of other origins cannot know it.</summary>
    public string AntiForgeryToken => Base64Url.EncodeToString(Derive("portal: anti-forgery"u8));

    /// <summary>The value of the cookie.</summary>
    public string CookieValue => Base64Url.EncodeToString(_bytes);

    /// <summary>
    /// Makes the refresh with this token one that can be repeated, by any instance that has the cookie before it: the answer may be lost when the portal dies.
    /// </summary>
    public string RepeatKeyOf(string refreshToken) => Base64Url.EncodeToString(Derive(Encoding.UTF8.GetBytes("portal: refresh " + refreshToken)));

    public static PlainTextSessionSecret Create() => new(RandomNumberGenerator.GetBytes(Length));

    /// <returns>Null when the text is no cookie of ours.</returns>
    public static PlainTextSessionSecret? TryParse(string? text)
    {
        Span<byte> bytes = stackalloc byte[Length];
        return text is { Length: 43 } && Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out var written) && written == Length
            ? new PlainTextSessionSecret(bytes.ToArray())
            : null;
    }

    public override string ToString() => "session secret (redacted)";

    private byte[] Derive(ReadOnlySpan<byte> purpose)
    {
        var key = new byte[Length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _bytes, key, salt: [], purpose);
        return key;
    }
}
