namespace PenguinMails.Audit.Detectors;

internal static partial class Log
{
    [LoggerMessage(4100, LogLevel.Warning, "The rule {Kind} raises an alert at record {Sequence}")]
    public static partial void Raised(ILogger logger, string kind, long sequence);

    [LoggerMessage(4101, LogLevel.Warning, "Detectors wait for Postgres: {Reason}")]
    public static partial void Waits(ILogger logger, string reason);

    [LoggerMessage(4102, LogLevel.Error, "Detectors could not judge the next records; they are judged again")]
    public static partial void Broke(ILogger logger, Exception exception);

    [LoggerMessage(4103, LogLevel.Error, "The rule {Kind} cannot judge record {Sequence}, and leaves it out")]
    public static partial void CannotJudge(ILogger logger, Exception exception, string kind, long sequence);
}
