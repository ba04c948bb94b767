using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using PenguinMails.DevVault.Barrier;

namespace PenguinMails.DevVault.Kv;

/// <summary>
/// Hides the names of secrets from whoever reads the storage: each segment of a path is encrypted, the same name always to the
/// same text, so that it can be found and its folder listed. The nonce comes from the name itself (as in RFC 5297).
/// </summary>
internal sealed class NameCipher(BarrierView view)
{
    private const string KeyPath = "names-key";
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int MostKnown = 100_000;
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

    public async ValueTask<string> EncryptAsync(string path, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(path, out var known))
        {
            return known;
        }

        var key = await KeyAsync(cancellationToken);
        var segments = path.Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            segments[i] = segments[i].Length == 0 ? string.Empty : Encrypt(key, segments[i]);
        }

        if (_known.Count >= MostKnown)
        {
            _known.Clear();
        }

        return _known[path] = string.Join('/', segments);
    }

    /// <summary>The name behind a listed segment; folders keep their slash.</summary>
    public async ValueTask<string> DecryptAsync(string segment, CancellationToken cancellationToken)
    {
        var isFolder = segment.EndsWith('/');
        var bytes = Base64Url.DecodeFromChars(isFolder ? segment.AsSpan(0, segment.Length - 1) : segment);
        var plain = new byte[bytes.Length - NonceLength - TagLength];
        using var cipher = new AesGcm(await KeyAsync(cancellationToken), TagLength);
        cipher.Decrypt(bytes.AsSpan(0, NonceLength), bytes.AsSpan(NonceLength, plain.Length), bytes.AsSpan(^TagLength..), plain);
        return Encoding.UTF8.GetString(plain) + (isFolder ? "/" : string.Empty);
    }

    private static string Encrypt(byte[] key, string segment)
    {
        var plain = Encoding.UTF8.GetBytes(segment);
        var sealedName = new byte[NonceLength + plain.Length + TagLength];
        HMACSHA256.HashData(key, plain).AsSpan(0, NonceLength).CopyTo(sealedName);
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(sealedName.AsSpan(0, NonceLength), plain, sealedName.AsSpan(NonceLength, plain.Length), sealedName.AsSpan(^TagLength..));
        return Base64Url.EncodeToString(sealedName);
    }

    private async ValueTask<byte[]> KeyAsync(CancellationToken cancellationToken)
    {
        if (await view.ReadBytesAsync(KeyPath, cancellationToken) is { } key)
        {
            return key;
        }

        key = RandomNumberGenerator.GetBytes(PlainTextKey.Length);
        await view.ApplyAsync([view.PutBytes(KeyPath, key)], cancellationToken);
        return key;
    }
}
