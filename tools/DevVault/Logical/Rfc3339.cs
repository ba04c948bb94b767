using System.Globalization;

namespace PenguinMails.DevVault.Logical;

/// <summary>Times and durations as Go writes them.</summary>
internal static class Rfc3339
{
    public const string Zero = "0001-01-01T00:00:00Z";

    /// <summary>RFC 3339 with as many decimals as needed.</summary>
    public static string Nano(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>"1h30m0s", "2s", "0s".</summary>
    public static string Duration(TimeSpan duration)
    {
        if (duration < TimeSpan.Zero)
        {
            return "-" + Duration(-duration);
        }

        if (duration > TimeSpan.Zero && duration < TimeSpan.FromSeconds(1))
        {
            return $"{duration.TotalMilliseconds.ToString("0.######", CultureInfo.InvariantCulture)}ms";
        }

        var seconds = ((decimal)(duration.Ticks % TimeSpan.TicksPerMinute) / TimeSpan.TicksPerSecond).ToString("0.#######", CultureInfo.InvariantCulture);
        var hours = (long)duration.TotalHours;
        return hours > 0 ? $"{hours}h{duration.Minutes}m{seconds}s" : duration.Minutes > 0 ? $"{duration.Minutes}m{seconds}s" : $"{seconds}s";
    }

    /// <summary>Without the parts that are zero: "10m", "1h".</summary>
    public static string ShortDuration(TimeSpan duration)
    {
        var text = Duration(duration);
        text = text.EndsWith("m0s", StringComparison.Ordinal) ? text[..^2] : text;
        return text.EndsWith("h0m", StringComparison.Ordinal) ? text[..^2] : text;
    }
}
