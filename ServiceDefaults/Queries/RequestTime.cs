namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Times that requests name: ISO 8601, within years that arithmetic on times and PostgreSQL can hold, with room on both sides.
/// </summary>
public static class RequestTime
{
    private const int FirstYear = 2000;
    private const int LastYear = 2999;

    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    /// <summary>Reads a time; records what is wrong with it.</summary>
    /// <param name="text">The text; one without an offset, and a bare date, is UTC. Null when the request names none.</param>
    /// <param name="field">Where it stands.</param>
    /// <param name="errors">Gets what is wrong.</param>
    /// <returns>The time in UTC; null when there is none, or when it is wrong.</returns>
    public static DateTimeOffset? Parse(string? text, string field, FieldErrors errors)
    {
        if (text is null)
        {
            return null;
        }

        if (!DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            errors.Require(false, field, "Must be an ISO 8601 time, such as 2026-11-20T09:30:00Z.");
            return null;
        }

        var utc = time.ToUniversalTime();
        errors.Require(utc.Year is >= FirstYear and <= LastYear, field, $"Must be a time of the years {FirstYear} to {LastYear}.");
        return utc.Year is >= FirstYear and <= LastYear ? utc : null;
    }
}
