using System.Buffers.Binary;
using System.Buffers.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace PenguinMails.Ssh;

/// <summary>
/// Makes Ed25519 key pairs within this process, in the file format that ssh-keygen writes (PROTOCOL.key): no program is started and no
/// file written. Every buffer that holds the seed is pinned, so that nothing moves it, and zeroed.
/// </summary>
internal static class Ed25519KeyPair
{
    private const int BlockSize = 8;
    private const int LineLength = 70;
    private static readonly byte[] TypeName = "ssh-ed25519"u8.ToArray();

    /// <param name="comment">Printable ASCII.</param>
    public static KeyPair Generate(string comment)
    {
        var seed = Pinned(Ed25519.SecretKeySize);
        var file = Pinned(1024);
        var text = Pinned(2048);
        try
        {
            RandomNumberGenerator.Fill(seed);
            var publicKey = new byte[Ed25519.PublicKeySize];
            Ed25519.GeneratePublicKey(seed, 0, publicKey, 0);
            var blob = new Writer(new byte[64]).String(TypeName).String(publicKey).Written.ToArray();
            var length = Write(file, seed, publicKey, blob, Encoding.ASCII.GetBytes(comment));
            return new KeyPair(
                new PlainTextPrivateKey(text.AsSpan(0, WriteText(text, file.AsSpan(0, length)))),
                PublicKey.Parse($"ssh-ed25519 {Convert.ToBase64String(blob)}"));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
            CryptographicOperations.ZeroMemory(file);
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private static byte[] Pinned(int length) => GC.AllocateArray<byte>(length, pinned: true);

    private static int Write(byte[] file, byte[] seed, byte[] publicKey, byte[] blob, byte[] comment)
    {
        var writer = new Writer(file).Bytes("openssh-key-v1\0"u8).String("none"u8).String("none"u8).String([]).Number(1).String(blob);
        var secret = writer.Number(0).Written.Length;
        Span<byte> check = stackalloc byte[4];
        RandomNumberGenerator.Fill(check);
        writer.Bytes(check).Bytes(check).String(TypeName).String(publicKey)
            .Number(seed.Length + publicKey.Length).Bytes(seed).Bytes(publicKey).String(comment);
        for (byte padding = 1; (writer.Written.Length - secret) % BlockSize != 0; padding++)
        {
            writer.Bytes([padding]);
        }

        // The length of what follows it, which is known only now.
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(secret - 4), writer.Written.Length - secret);
        return writer.Written.Length;
    }

    private static int WriteText(byte[] text, ReadOnlySpan<byte> file)
    {
        var writer = new Writer(text).Bytes("-----BEGIN OPENSSH PRIVATE KEY-----\n"u8);
        var base64 = Pinned(Base64.GetMaxEncodedToUtf8Length(file.Length));
        try
        {
            Base64.EncodeToUtf8(file, base64, out _, out var length);
            for (var start = 0; start < length; start += LineLength)
            {
                writer.Bytes(base64.AsSpan(start, Math.Min(LineLength, length - start))).Bytes("\n"u8);
            }

            return writer.Bytes("-----END OPENSSH PRIVATE KEY-----\n"u8).Written.Length;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(base64);
        }
    }

    /// <summary>Writes SSH's data types (RFC 4251, 5) one behind the other.</summary>
    private sealed class Writer(byte[] buffer)
    {
        private int _length;

        public ReadOnlySpan<byte> Written => buffer.AsSpan(0, _length);

        public Writer Bytes(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(buffer.AsSpan(_length));
            _length += bytes.Length;
            return this;
        }

        public Writer Number(int number)
        {
            BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(_length), number);
            _length += 4;
            return this;
        }

        public Writer String(ReadOnlySpan<byte> bytes) => Number(bytes.Length).Bytes(bytes);
    }
}
