using OtpNet;

namespace PenguinMails.Identity.Credentials;

/// <summary>Time-based one-time codes (RFC 6238): SHA-1, 6 digits, steps of 30 seconds, one step of tolerance either way.</summary>
internal static class Totp
{
    public const int Digits = 6;

    public const int StepSeconds = 30;

    private static readonly VerificationWindow Tolerance = new(previous: 1, future: 1);

    public static long StepAt(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    public static string Code(ReadOnlySpan<byte> secret, long step) =>
        Generator(secret).ComputeTotp(DateTimeOffset.FromUnixTimeSeconds(step * StepSeconds).UtcDateTime);

    /// <summary>Verifies a code.</summary>
    /// <returns>The step that the code belongs to, by which the caller refuses a second use; null when it is in no acceptable step.</returns>
    public static long? MatchingStep(ReadOnlySpan<byte> secret, string code, DateTimeOffset now) =>
        Generator(secret).VerifyTotp(now.UtcDateTime, code, out var step, Tolerance) ? step : null;

    private static OtpNet.Totp Generator(ReadOnlySpan<byte> secret) => new(secret.ToArray(), StepSeconds, OtpHashMode.Sha1, Digits);
}
