using Microsoft.AspNetCore.Mvc;

namespace PenguinMails.KeyIssuance.ApiKeys.Usage;

/// <summary>Which uses are asked for.</summary>
internal sealed class UsageRequest
{
    /// <summary>The beginning; a day before the end when absent, by day 30. Counted from the beginning of its hour or day.</summary>
    [FromQuery(Name = "from"), WrittenAs(TextForm.DateTime)]
    public string? From { get; init; }

    /// <summary>The end; now when absent.</summary>
    [FromQuery(Name = "to"), WrittenAs(TextForm.DateTime)]
    public string? To { get; init; }

    /// <summary>hour or day; hour when absent.</summary>
    [FromQuery(Name = "interval"), OneOf(UsagePeriod.Hour, UsagePeriod.Day)]
    public string? Interval { get; init; }
}

/// <summary>Some time in hours or days of UTC.</summary>
/// <param name="From">Its beginning, that of an hour or day.</param>
/// <param name="To">Its end, which is not part of it.</param>
/// <param name="Interval">hour or day.</param>
internal sealed record UsagePeriod(DateTimeOffset From, DateTimeOffset To, string Interval)
{
    public const string Hour = "hour";
    public const string Day = "day";

    private static readonly string[] Intervals = [Hour, Day];
    private static readonly TimeSpan MostHours = TimeSpan.FromDays(31);
    private static readonly TimeSpan MostDays = TimeSpan.FromDays(366);

    public static UsagePeriod Parse(UsageRequest request, DateTimeOffset now, FieldErrors errors)
    {
        var interval = request.Interval ?? Hour;
        errors.RequireOneOf(interval, Intervals, "interval");
        var isByDay = interval == Day;
        var to = RequestTime.Parse(request.To, "to", errors) ?? now;
        var from = RequestTime.Parse(request.From, "from", errors) ?? to - TimeSpan.FromDays(isByDay ? 30 : 1);
        errors.Require(from < to, "from", "Must be before 'to'.");
        errors.Require(to - from <= (isByDay ? MostDays : MostHours), "from", $"Must be at most {(isByDay ? MostDays : MostHours).TotalDays} days before 'to'.");
        var step = isByDay ? TimeSpan.TicksPerDay : TimeSpan.TicksPerHour;
        return new UsagePeriod(new DateTimeOffset(from.Ticks - (from.Ticks % step), TimeSpan.Zero), to, interval);
    }
}
