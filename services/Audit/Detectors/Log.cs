namespace PenguinMails.Audit.Detectors;

internal static partial class Log
{
    [LoggerMessage(4100, LogLevel.Warning, "The rule {Kind} raises an alert at record {Sequence}")]
    public static partial void Raised(ILogger logger, string kind, long sequence);

    [LoggerMessage(4103, LogLevel.Error, "The rule {Kind} failed on record {Sequence}, which it skips")]
    public static partial void RuleFailed(ILogger logger, Exception exception, string kind, long sequence);
}
