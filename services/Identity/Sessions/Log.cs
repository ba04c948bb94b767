namespace PenguinMails.Identity.Sessions;

internal static partial class Log
{
    [LoggerMessage(2107, LogLevel.Warning, "A used refresh token was presented again; session {SessionId} is revoked")]
    public static partial void RefreshTokenReused(ILogger logger, Guid sessionId);
}
