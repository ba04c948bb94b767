namespace PenguinMails.Ssh;

/// <summary>
/// A time in the option <c>expiry-time</c>, as sshd reads it: <c>YYYYMMDD[HHMM[SS]]</c>, in its own time zone or with <c>Z</c> or
/// <c>UTC</c> behind it. Numbers may have spaces in place of zeros in front, and days that a month has not are counted on.
/// </summary>
/// <param name="Time">As written, without a zone.</param>
/// <param name="IsUtc">Otherwise in the zone of sshd.</param>
internal sealed record ExpiryTime(DateTime Time, bool IsUtc)
{
    /// <summary>More than any time zone is away from UTC.</summary>
    public static readonly TimeSpan FurthestZone = TimeSpan.FromHours(26);

    /// <summary>Whether it is so early that versions of sshd disagree: some reject it, some take it for a time that never comes.</summary>
    public bool IsBeforeEpoch => Time < (IsUtc ? DateTime.UnixEpoch : DateTime.UnixEpoch + FurthestZone);

    /// <returns>Null when sshd does not take it.</returns>
    public static ExpiryTime? Parse(string text)
    {
        var digits = text.EndsWith('Z') || text.EndsWith('z') ? text[..^1]
            : text.EndsWith("UTC", StringComparison.OrdinalIgnoreCase) ? text[..^3]
            : text;
        // One that consists of the zone alone has none.
        if (digits.Length is not (8 or 12 or 14)
            || Number(digits[..4], 0, 9999) is not { } year
            || Number(digits[4..6], 1, 12) is not { } month
            || Number(digits[6..8], 1, 31) is not { } day
            || (digits.Length > 8 ? Number(digits[8..10], 0, 23) : 0) is not { } hour
            || (digits.Length > 8 ? Number(digits[10..12], 0, 59) : 0) is not { } minute
            || (digits.Length > 12 ? Number(digits[12..14], 0, 61) : 0) is not { } second)
        {
            return null;
        }

        // Before the epoch it does not matter when, and at the end of .NET's time neither.
        var start = year < 1 ? DateTime.MinValue : new DateTime(year, month, 1, hour, minute, 0, DateTimeKind.Unspecified);
        var time = start > DateTime.MaxValue.AddDays(-32) ? DateTime.MaxValue : start.AddDays(day - 1).AddSeconds(second);
        return new ExpiryTime(time, digits.Length < text.Length);
    }

    private static int? Number(string text, int least, int most)
    {
        var digits = text.TrimStart(' ');
        return digits.Length > 0 && digits.All(char.IsAsciiDigit) && int.Parse(digits, CultureInfo.InvariantCulture) is var number && number >= least && number <= most
            ? number
            : null;
    }
}
