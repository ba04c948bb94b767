namespace PenguinMails.Identity.Development;

internal static partial class Log
{
    [LoggerMessage(2101, LogLevel.Information, "{Count} development users are there")]
    public static partial void DevelopmentUsersMade(ILogger logger, int count);
}
