namespace PenguinMails.Ledger;

/// <summary>Times as the ledger writes them: UTC, ISO 8601, six decimals.</summary>
public static class LedgerTime
{
    private const string Format = "yyyy-MM-ddTHH:mm:ss.ffffffZ";

    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <exception cref="FormatException">Written in another way.</exception>
    public static DateTimeOffset Parse(string text) =>
        DateTimeOffset.ParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>Postgres keeps microseconds.</summary>
    public static DateTimeOffset Cut(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
}
