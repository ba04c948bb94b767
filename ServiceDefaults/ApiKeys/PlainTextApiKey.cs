using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// An API key: <c>pmk_{keyId}_{secret}_{checksum}</c>. Key id: a UUID as 32 hexadecimal digits. Secret: 256 random bits, 43 digits of base 62.
/// Checksum: CRC-32 of all before its underscore, 6 digits of base 62, so that a scanner tells a key from noise without asking anybody
/// (docs/api/api-keys.md).
/// </summary>
public sealed class PlainTextApiKey
{
    public const string Prefix = "pmk_";

    /// <summary>Characters of a key.</summary>
    public const int Length = 87;

    private const int IdLength = 32;
    private const int SecretSize = 32;
    private const int SecretLength = 43;
    private const int ChecksumLength = 6;
    private const int SecretAt = 37; // after prefix, id and underscore
    private const int ContentLength = SecretAt + SecretLength;
    private const int MostFound = 10;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private PlainTextApiKey(Guid keyId, string text) => (KeyId, Text) = (keyId, text);

    public Guid KeyId { get; }

    /// <summary>The whole key.</summary>
    public string Text { get; }

    /// <summary>Makes a key with this id and a new random secret.</summary>
    public static PlainTextApiKey Create(Guid keyId)
    {
        Span<byte> secret = stackalloc byte[SecretSize];
        RandomNumberGenerator.Fill(secret);
        var content = $"{Prefix}{keyId:N}_{Base62.Encode(secret, SecretLength)}";
        CryptographicOperations.ZeroMemory(secret);
        return new PlainTextApiKey(keyId, $"{content}_{ChecksumOf(content)}");
    }

    /// <summary>Reads a key of this form with a right checksum. Whether there is such a key is another question.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out PlainTextApiKey? key)
    {
        key = null;
        if (text.Length != Length || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[SecretAt - 1] != '_' || text[ContentLength] != '_')
        {
            return false;
        }

        var id = text.Slice(Prefix.Length, IdLength);
        var secret = text.Slice(SecretAt, SecretLength);
        var content = text[..ContentLength];
        if (id.ContainsAnyExcept(HexDigits) || !Base62.IsText(secret) || !text[(ContentLength + 1)..].SequenceEqual(ChecksumOf(content)))
        {
            return false;
        }

        key = new PlainTextApiKey(Guid.ParseExact(id, "N"), text.ToString());
        return true;
    }

    /// <summary>The first keys within a text, such as the address of a request.</summary>
    public static IReadOnlyList<PlainTextApiKey> FindIn(ReadOnlySpan<char> text)
    {
        var found = new List<PlainTextApiKey>();
        while (found.Count < MostFound && text.IndexOf(Prefix, StringComparison.Ordinal) is var at and >= 0 && text.Length - at >= Length)
        {
            text = text[at..];
            if (TryParse(text[..Length], out var key))
            {
                found.Add(key);
            }

            text = text[Prefix.Length..];
        }

        return found;
    }

    /// <summary>What is stored in place of the key: SHA-256 without salt or stretching, since 256 random bits cannot be guessed.</summary>
    public byte[] Digest() => SHA256.HashData(Encoding.ASCII.GetBytes(Text));

    /// <summary>Whether it is the key of this digest; takes as long whether or not it is.</summary>
    public bool Matches(ReadOnlySpan<byte> digest) => CryptographicOperations.FixedTimeEquals(Digest(), digest);

    public override string ToString() => $"{Prefix}{KeyId:N} (redacted)";

    private static string ChecksumOf(ReadOnlySpan<char> content)
    {
        Span<byte> ascii = stackalloc byte[ContentLength];
        var length = Encoding.ASCII.GetBytes(content, ascii);
        Span<byte> checksum = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32.HashToUInt32(ascii[..length]));
        return Base62.Encode(checksum, ChecksumLength);
    }
}
