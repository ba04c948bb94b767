using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace PenguinMails.TestKit.Platform;

/// <summary>
/// Codes of development users (RFC 6238, SHA-1, 6 digits, 30 s). A code works once per user, so each is handed out once: the
/// oldest that is still accepted first, and when all of a minute and a half are used, the next one when its time has come.
/// </summary>
public sealed class TotpCodes(TimeProvider time)
{
    private const int StepSeconds = 30;
    private readonly ConcurrentDictionary<string, long> _used = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1, 1);

    public long CurrentStep => time.GetUtcNow().ToUnixTimeSeconds() / StepSeconds;

    public async Task<string> NextAsync(DevelopmentUser user)
    {
        await _gate.WaitAsync();
        try
        {
            var step = Math.Max(_used.GetValueOrDefault(user.Email) + 1, CurrentStep);
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200), time);
            while (step > CurrentStep + 1)
            {
                await timer.WaitForNextTickAsync();
            }

            _used[user.Email] = step;
            return Code(user.TotpSecret, step);
        }
        finally
        {
            _gate.Release();
        }
    }

    public static string Code(string base32Secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // TOTP as authenticator apps speak it uses HMAC-SHA-1 (RFC 6238).
        var hash = HMACSHA1.HashData(FromBase32(base32Secret), counter);
#pragma warning restore CA5350
        var offset = hash[^1] & 0xF;
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(offset)) & 0x7FFFFFFF;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static byte[] FromBase32(string text)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bytes = new List<byte>();
        int buffer = 0, bits = 0;
        foreach (var letter in text)
        {
            buffer = (buffer << 5) | Alphabet.IndexOf(letter, StringComparison.Ordinal);
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)(buffer >> bits));
                buffer &= (1 << bits) - 1;
            }
        }

        return [.. bytes];
    }
}
