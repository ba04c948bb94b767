using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PenguinMails.Identity.Credentials;

/// <summary>Time-based one-time codes (RFC 6238): SHA-1, 6 digits, steps of 30 seconds, one step of tolerance either way.</summary>
internal static class Totp
{
    public const int Digits = 6;

    private const int Modulus = 1_000_000;
    private const int StepSeconds = 30;
    private const int Tolerance = 1;

    public static long StepAt(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    public static string Code(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6238's default, and the only one that every authenticator app knows; as an HMAC it is sound
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[^1] & 0xF)..]) & int.MaxValue;
        return (number % Modulus).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The newest acceptable step that the code belongs to; null when it belongs to none. Takes the same time in every case.</summary>
    public static long? MatchingStep(ReadOnlySpan<byte> secret, string code, DateTimeOffset now)
    {
        Span<byte> given = stackalloc byte[Digits];
        if (code.Length != Digits || !Encoding.ASCII.TryGetBytes(code, given, out _))
        {
            given.Clear();
        }

        long? match = null;
        var current = StepAt(now);
        for (var step = current - Tolerance; step <= current + Tolerance; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(Code(secret, step))))
            {
                match = step;
            }
        }

        return match;
    }
}
