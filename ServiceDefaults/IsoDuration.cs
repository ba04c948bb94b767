using System.Xml;

namespace PenguinMails.ServiceDefaults;

/// <summary>Durations in the API: ISO 8601, such as <c>PT24H</c> or <c>P2D</c>; also read: <c>24h</c>, <c>2d</c>.</summary>
public static class IsoDuration
{
    /// <summary>Longest text of a duration, in characters.</summary>
    public const int LongestText = 32;

    private const int LongestNumber = 4;

    public static string Format(TimeSpan duration) => duration.Ticks % TimeSpan.TicksPerHour == 0
        ? string.Create(CultureInfo.InvariantCulture, $"PT{duration.Ticks / TimeSpan.TicksPerHour}H")
        : XmlConvert.ToString(duration);

    /// <summary>Parses an ISO 8601 duration; null when it is invalid or has months or years, which have no fixed length.</summary>
    public static TimeSpan? Parse(string? text)
    {
        if (text is not { Length: > 1 and <= LongestText })
        {
            return null;
        }

        var number = text[..^1];
        if (number.Length <= LongestNumber && number.All(char.IsAsciiDigit))
        {
            return char.ToLowerInvariant(text[^1]) switch
            {
                'm' => TimeSpan.FromMinutes(int.Parse(number, CultureInfo.InvariantCulture)),
                'h' => TimeSpan.FromHours(int.Parse(number, CultureInfo.InvariantCulture)),
                'd' => TimeSpan.FromDays(int.Parse(number, CultureInfo.InvariantCulture)),
                _ => null,
            };
        }

        // XmlConvert takes months for 30 days and years for 365.
        var date = text.Split('T')[0];
        if (!text.StartsWith('P') || date.Contains('Y') || date.Contains('M'))
        {
            return null;
        }

        try
        {
            return XmlConvert.ToTimeSpan(text);
        }
        catch (Exception invalid) when (invalid is FormatException or OverflowException)
        {
            return null;
        }
    }
}
