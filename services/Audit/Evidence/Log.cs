namespace PenguinMails.Audit.Evidence;

internal static partial class Log
{
    [LoggerMessage(4801, LogLevel.Error, "{Rule} could not judge its evidence; the other rules do, and no alert about silence is resolved meanwhile")]
    public static partial void RuleFailed(ILogger logger, Exception exception, string rule);
}
