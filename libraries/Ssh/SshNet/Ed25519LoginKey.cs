using System.Buffers.Binary;
using System.Buffers.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;
using Renci.SshNet.Security;

namespace PenguinMails.Ssh.SshNet;

/// <summary>An Ed25519 key from an OpenSSH file without a passphrase (PROTOCOL.key). Its seed lies in one pinned buffer, zeroed on dispose.</summary>
internal sealed class Ed25519LoginKey : HostAlgorithm, IDisposable
{
    private const string AlgorithmName = "ssh-ed25519";
    private const int Blocks = 8;
    private readonly byte[] _seed = GC.AllocateUninitializedArray<byte>(Ed25519.SecretKeySize, pinned: true);

    private Ed25519LoginKey(ReadOnlySpan<byte> seed, byte[] publicKey)
        : base(AlgorithmName)
    {
        seed.CopyTo(_seed);
        Data = publicKey;
    }

    /// <summary>The public key as the protocol writes it.</summary>
    public override byte[] Data { get; }

    /// <returns>Null when the text is a key of another kind or form, or damaged.</returns>
    public static Ed25519LoginKey? TryRead(ReadOnlySpan<byte> text)
    {
        var begin = "-----BEGIN OPENSSH PRIVATE KEY-----"u8;
        var end = text.IndexOf("-----END OPENSSH PRIVATE KEY-----"u8);
        if (!text.StartsWith(begin) || end < begin.Length)
        {
            return null;
        }

        var bytes = GC.AllocateUninitializedArray<byte>(end - begin.Length, pinned: true);
        try
        {
            // Base64 with the line ends between, which the decoder passes over.
            return Base64.DecodeFromUtf8(text[begin.Length..end], bytes, out _, out var length) == System.Buffers.OperationStatus.Done
                ? Parse(bytes.AsSpan(0, length))
                : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    public override byte[] Sign(byte[] data)
    {
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(_seed, 0, data, 0, data.Length, signature, 0);
        return Strings(Encoding.ASCII.GetBytes(AlgorithmName), signature);
    }

    public override bool VerifySignature(byte[] data, byte[] signature) => throw new NotSupportedException();

    public void Dispose() => CryptographicOperations.ZeroMemory(_seed);

    // magic, cipher, kdf, kdf options, number of keys, public key; then, as one string: check twice, type, public, seed and public, comment, padding.
    private static Ed25519LoginKey? Parse(ReadOnlySpan<byte> file)
    {
        if (!TrySkip(ref file, "openssh-key-v1\0"u8)
            || !TryTake(ref file, out var cipher) || !cipher.SequenceEqual("none"u8)
            || !TryTake(ref file, out var kdf) || !kdf.SequenceEqual("none"u8)
            || !TryTake(ref file, out _)
            || !TrySkip(ref file, [0, 0, 0, 1])
            || !TryTake(ref file, out var publicKey)
            || !TryTake(ref file, out var secret) || secret.Length < Blocks || !secret[..4].SequenceEqual(secret[4..8]))
        {
            return null;
        }

        secret = secret[8..];
        return TryTake(ref secret, out var type) && type.SequenceEqual("ssh-ed25519"u8)
            && TryTake(ref secret, out var half) && half.Length == Ed25519.PublicKeySize
            && TryTake(ref secret, out var both) && both.Length == Ed25519.SecretKeySize + Ed25519.PublicKeySize
            ? new Ed25519LoginKey(both[..Ed25519.SecretKeySize], publicKey.ToArray())
            : null;
    }

    private static bool TrySkip(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> expected)
    {
        var isThere = rest.StartsWith(expected);
        rest = isThere ? rest[expected.Length..] : rest;
        return isThere;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!BinaryPrimitives.TryReadUInt32BigEndian(rest, out var length) || length > rest.Length - 4)
        {
            return false;
        }

        text = rest.Slice(4, (int)length);
        rest = rest[(4 + (int)length)..];
        return true;
    }

    private static byte[] Strings(byte[] first, byte[] second)
    {
        var bytes = new byte[8 + first.Length + second.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, first.Length);
        first.CopyTo(bytes, 4);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + first.Length), second.Length);
        second.CopyTo(bytes, 8 + first.Length);
        return bytes;
    }
}
