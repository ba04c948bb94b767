using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PenguinMails.Contracts;

namespace PenguinMails.Rotation.Policies;

/// <summary>When a secret of one type is due. Times are whole microseconds, as Postgres keeps them.</summary>
public sealed record RotationPolicy(
    TimeSpan Interval, TimeSpan? GracePeriod, TimeSpan JitterWindow, TimeSpan RetryDelay, TimeSpan RetryDelayLimit)
{
    private const int JitterShareOfInterval = 10;

    /// <summary>
    /// The due date of a version that became current at <paramref name="since"/>: never later than the interval, and as much
    /// earlier as the secret's name decides, so that tenants enrolled together are not rotated together.
    /// </summary>
    public DateTimeOffset DueAt(SecretReference secret, DateTimeOffset since)
    {
        var window = Math.Min(JitterWindow.Ticks, Interval.Ticks / JitterShareOfInterval);
        return (since + Interval - TimeSpan.FromTicks((long)(window * Fraction(secret.ToString())))).ToMicroseconds();
    }

    /// <summary>When a rotation is tried again that has failed <paramref name="failures"/> times in a row, last at <paramref name="failedAt"/>.</summary>
    public DateTimeOffset RetryAt(SecretReference secret, int failures, DateTimeOffset failedAt)
    {
        var delay = BackOff.Wait(RetryDelay, failures - 1, RetryDelayLimit);
        return (failedAt + (delay * (1 - (0.1 * Fraction($"{secret}#{failures}"))))).ToMicroseconds();
    }

    // The same in every process and at every time, unlike a random number: a repeated event decides the same date.
    private static double Fraction(string name) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name))) / (uint.MaxValue + 1.0);
}
