using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;

namespace PenguinMails.Rotation.Policies;

/// <summary>A time of the week in which rotations by schedule may begin.</summary>
/// <param name="Days">The days on which it opens: <c>mon</c> to <c>sun</c>; empty: every day.</param>
/// <param name="From">When it opens, local time <c>HH:mm</c>.</param>
/// <param name="To">When it closes, local time <c>HH:mm</c>; not later than <paramref name="From"/>: on the next day.</param>
/// <param name="TimeZone">An IANA time zone such as <c>Europe/Berlin</c>; absent: UTC.</param>
public sealed record MaintenanceWindow(
    [property: OneOf("mon", "tue", "wed", "thu", "fri", "sat", "sun")] IReadOnlyList<string>? Days,
    [property: RegularExpression(MaintenanceWindow.TimePattern)] string From,
    [property: RegularExpression(MaintenanceWindow.TimePattern)] string To,
    string? TimeZone = null)
{
    /// <summary>The names of days, as <see cref="DayOfWeek"/> counts them.</summary>
    public static readonly IReadOnlyList<string> DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>A time of day, HH:mm.</summary>
    public const string TimePattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$";

    private const string TimeFormat = "HH:mm";
    private const int DaysOfWeek = 7;

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public string? Problem()
    {
        if (!TryTime(From, out var from) || !TryTime(To, out var to))
        {
            return "'from' and 'to' must be times such as 02:30.";
        }

        if (from == to)
        {
            return "'from' and 'to' must differ.";
        }

        if (Days is not null && (Days.Count > DaysOfWeek || Days.Any(day => !DayNames.Contains(day))))
        {
            return $"'days' must be some of {string.Join(", ", DayNames)}.";
        }

        return TimeZone is null || TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _)
            ? null
            : "'timeZone' must be an IANA time zone such as Europe/Berlin.";
    }

    /// <summary>The openings that begin between a day before <paramref name="from"/> and <paramref name="to"/>, in order.</summary>
    public IEnumerable<Opening> Openings(DateTimeOffset from, DateTimeOffset to)
    {
        var zone = TimeZone is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
        var (opens, closes) = (TimeOnly.ParseExact(From, TimeFormat, null), TimeOnly.ParseExact(To, TimeFormat, null));
        var last = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(to, zone).DateTime);
        for (var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(from, zone).DateTime).AddDays(-1); day <= last; day = day.AddDays(1))
        {
            if (Days is null or { Count: 0 } || Days.Contains(DayNames[(int)day.DayOfWeek]))
            {
                var end = closes > opens ? day : day.AddDays(1);
                var opening = new Opening(Instant(day.ToDateTime(opens), zone), Instant(end.ToDateTime(closes), zone));
                // The change to summer time can swallow one whole.
                if (opening.From < opening.To)
                {
                    yield return opening;
                }
            }
        }
    }

    // A time that the change to summer time leaves out means the same moment an hour later on the clock.
    private static DateTimeOffset Instant(DateTime local, TimeZoneInfo zone)
    {
        var valid = zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return new DateTimeOffset(valid, zone.GetUtcOffset(valid)).ToUniversalTime();
    }

    private static bool TryTime(string? text, out TimeOnly time) => TimeOnly.TryParseExact(text, TimeFormat, out time);
}

/// <summary>One time that a maintenance window is open.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Opening(DateTimeOffset From, DateTimeOffset To)
{
    public bool Contains(DateTimeOffset time) => From <= time && time < To;

    /// <summary>The time at that share of it.</summary>
    /// <param name="fraction">0 to 1, 1 excluded.</param>
    public DateTimeOffset At(double fraction) => From + ((To - From) * fraction);
}
