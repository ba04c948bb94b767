namespace PenguinMails.Postgres;

/// <summary>Names under which this library reports to OpenTelemetry.</summary>
public static class PostgresTelemetry
{
    /// <summary>The activity source of the outbox relay.</summary>
    public const string SourceName = "PenguinMails.Postgres";

    internal static readonly ActivitySource Source = new(SourceName);
}
