namespace PenguinMails.Identity.Credentials;

internal static partial class Log
{
    [LoggerMessage(2106, LogLevel.Warning, "An account was locked after repeated failures")]
    public static partial void AccountLocked(ILogger logger);
}
