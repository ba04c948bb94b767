using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using PenguinMails.DevVault.Barrier;

namespace PenguinMails.DevVault.Tokens;

/// <summary>Tokens that carry their own entry, encrypted under a key inside the barrier.</summary>
internal sealed class BatchTokens(BarrierView view)
{
    private const string Prefix = "b.";
    private const string KeyPath = "batch-key";

    public static bool IsBatch(string token) => token.StartsWith(Prefix, StringComparison.Ordinal);

    public async ValueTask<string> SealAsync(TokenEntry entry, CancellationToken cancellationToken)
    {
        using var key = await KeyAsync(cancellationToken);
        return Prefix + Base64Url.EncodeToString(
            SealedValue.Encrypt(key, term: 0, Prefix, JsonSerializer.SerializeToUtf8Bytes(entry, RecordJson.Options)));
    }

    /// <summary>Null when the token was not made here or was altered.</summary>
    public async ValueTask<TokenEntry?> OpenAsync(string token, CancellationToken cancellationToken)
    {
        try
        {
            using var key = await KeyAsync(cancellationToken);
            var plain = SealedValue.Decrypt(key, Prefix, Base64Url.DecodeFromChars(token.AsSpan(Prefix.Length)));
            return JsonSerializer.Deserialize<TokenEntry>(plain, RecordJson.Options);
        }
        catch (Exception problem) when (problem is FormatException or CryptographicException)
        {
            return null;
        }
    }

    private async ValueTask<PlainTextKey> KeyAsync(CancellationToken cancellationToken)
    {
        var key = await view.ReadBytesAsync(KeyPath, cancellationToken);
        if (key is null)
        {
            key = RandomNumberGenerator.GetBytes(PlainTextKey.Length);
            await view.ApplyAsync([view.PutBytes(KeyPath, key)], cancellationToken);
        }

        return new([.. key]);
    }
}
