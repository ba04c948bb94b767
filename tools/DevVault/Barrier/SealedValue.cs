using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PenguinMails.DevVault.Barrier;

/// <summary>
/// One encrypted value: term (4 bytes), format (1), nonce (12), cipher text, tag (16). AES-256-GCM with the path as additional
/// data, so that a value moved to another path does not decrypt. The layout of Vault's own barrier.
/// </summary>
internal static class SealedValue
{
    private const byte Format = 2;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeaderLength = sizeof(uint) + 1 + NonceLength;

    public static byte[] Encrypt(PlainTextKey key, uint term, string path, ReadOnlySpan<byte> plain)
    {
        var value = new byte[HeaderLength + plain.Length + TagLength];
        BinaryPrimitives.WriteUInt32BigEndian(value, term);
        value[sizeof(uint)] = Format;
        var nonce = value.AsSpan(sizeof(uint) + 1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key.Bytes, TagLength);
        cipher.Encrypt(nonce, plain, value.AsSpan(HeaderLength, plain.Length), value.AsSpan(^TagLength..), Encoding.UTF8.GetBytes(path));
        return value;
    }

    public static uint Term(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadUInt32BigEndian(value);

    /// <exception cref="CryptographicException">Another key, another path, or altered bytes.</exception>
    public static byte[] Decrypt(PlainTextKey key, string path, ReadOnlySpan<byte> value)
    {
        if (value.Length < HeaderLength + TagLength || value[sizeof(uint)] != Format)
        {
            throw new CryptographicException("Not a value of this barrier.");
        }

        var plain = new byte[value.Length - HeaderLength - TagLength];
        using var cipher = new AesGcm(key.Bytes, TagLength);
        cipher.Decrypt(
            value.Slice(sizeof(uint) + 1, NonceLength), value[HeaderLength..^TagLength], value[^TagLength..], plain, Encoding.UTF8.GetBytes(path));
        return plain;
    }
}
