namespace PenguinMails.Identity.Development;

internal static partial class Log
{
    [LoggerMessage(2101, LogLevel.Information, "Created {Count} development users")]
    public static partial void DevelopmentUsersMade(ILogger logger, int count);
}
