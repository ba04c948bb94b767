namespace PenguinMails.Workers;

internal static partial class Log
{
    [LoggerMessage(1401, LogLevel.Warning, "{Worker} is interrupted by an outage and retries until it has passed: {Kind}: {Reason}")]
    public static partial void Interrupted(ILogger logger, string worker, string kind, string reason);

    [LoggerMessage(1402, LogLevel.Error, "{Worker} failed unexpectedly and retries")]
    public static partial void Failed(ILogger logger, Exception failure, string worker);

    [LoggerMessage(1403, LogLevel.Information, "{Worker} has recovered after {Failures} failed runs")]
    public static partial void Recovered(ILogger logger, string worker, int failures);
}
