namespace PenguinMails.Identity.Credentials;

internal static partial class Log
{
    [LoggerMessage(2106, LogLevel.Warning, "Attempts were paused after repeated failures, counted by {Scope}")]
    public static partial void AttemptsPaused(ILogger logger, string scope);
}
