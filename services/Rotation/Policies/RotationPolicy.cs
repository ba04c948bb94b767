using System.Buffers.Binary;

namespace PenguinMails.Rotation.Policies;

/// <summary>When a secret of one type is due. Times are whole microseconds, as Postgres keeps them.</summary>
public sealed record RotationPolicy(
    TimeSpan Interval, TimeSpan GracePeriod, TimeSpan JitterWindow, TimeSpan RetryDelay, TimeSpan RetryDelayLimit)
{
    private const int ShareOfInterval = 10;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestClosing = TimeSpan.FromDays(8);

    /// <summary>Whether secrets are rotated by schedule.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>How long before the greatest age an alert is raised when rotation by schedule is off.</summary>
    public TimeSpan AlertBefore { get; init; } = TimeSpan.FromDays(14);

    /// <summary>When rotations by schedule may begin; empty: at any time.</summary>
    public IReadOnlyList<MaintenanceWindow> Windows { get; init; } = [];

    public UseThresholds Thresholds { get; init; } = UseThresholds.None;

    /// <summary>The longest time that may lie between now and the next try after failures.</summary>
    public TimeSpan LongestRetry => Windows.Count == 0 ? RetryDelayLimit : RetryDelayLimit + LongestClosing;

    /// <summary>
    /// The due date of a version that became current at <paramref name="since"/>: never later than the interval, and as much
    /// earlier as the secret's name decides, so that tenants enrolled together are not rotated together. With maintenance
    /// windows: in the last opening that ends before that.
    /// </summary>
    public DateTimeOffset DueAt(SecretReference secret, DateTimeOffset since)
    {
        var latest = since + Interval;
        var fraction = Fraction(secret.ToString());
        var opening = Openings(latest - LongestClosing, latest).LastOrDefault(opening => opening.From > since && opening.To <= latest);
        var dueAt = opening == default ? latest - TimeSpan.FromTicks((long)(Spread.Ticks * fraction)) : opening.At(fraction);
        return dueAt.ToMicroseconds();
    }

    /// <summary>When the greatest age is reached.</summary>
    public DateTimeOffset DeadlineAt(DateTimeOffset since) => (since + Interval).ToMicroseconds();

    /// <summary>When the first alert is due for a version that reaches its greatest age at <paramref name="deadline"/>.</summary>
    public DateTimeOffset AlertAt(DateTimeOffset deadline)
    {
        var share = Interval / ShareOfInterval;
        return (IsEnabled ? deadline + (share < LongestDelay ? share : LongestDelay) : deadline - AlertBefore).ToMicroseconds();
    }

    /// <summary>When a rotation is tried again that has failed <paramref name="failures"/> times in a row, last at <paramref name="failedAt"/>.</summary>
    public DateTimeOffset RetryAt(SecretReference secret, int failures, DateTimeOffset failedAt)
    {
        var delay = BackOff.Wait(RetryDelay, failures - 1, RetryDelayLimit);
        return (failedAt + (delay * (1 - (0.1 * Fraction($"{secret}#{failures}"))))).ToMicroseconds();
    }

    /// <summary>Whether a rotation by schedule may begin at that time.</summary>
    public bool IsOpen(DateTimeOffset time) => Windows.Count == 0 || Openings(time, time).Any(opening => opening.Contains(time));

    /// <summary>The time itself when a rotation may begin then, else one within the next opening, spread as due dates are.</summary>
    public DateTimeOffset NextOpen(SecretReference secret, DateTimeOffset time)
    {
        if (IsOpen(time))
        {
            return time;
        }

        var next = Openings(time, time + LongestClosing).FirstOrDefault(opening => opening.From > time);
        return (next == default ? time : next.At(Fraction(secret.ToString()))).ToMicroseconds();
    }

    /// <summary>A date spread over the time that due dates are spread over, from <paramref name="now"/> on.</summary>
    public DateTimeOffset SpreadFrom(SecretReference secret, DateTimeOffset now) => (now + (Spread * Fraction(secret.ToString()))).ToMicroseconds();

    private TimeSpan Spread => JitterWindow < Interval / ShareOfInterval ? JitterWindow : Interval / ShareOfInterval;

    private IEnumerable<Opening> Openings(DateTimeOffset from, DateTimeOffset to) =>
        Windows.SelectMany(window => window.Openings(from, to)).OrderBy(opening => opening.From);

    // The same in every process and at every time, unlike a random number: a repeated event decides the same date.
    private static double Fraction(string name) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name))) / (uint.MaxValue + 1.0);
}
