namespace PenguinMails.Identity;

internal static partial class Log
{
    [LoggerMessage(2101, LogLevel.Information, "{Count} development users are there")]
    public static partial void DevelopmentUsersMade(ILogger logger, int count);

    [LoggerMessage(2103, LogLevel.Information, "Made key {KeyId} of the platform's key ring, active from {ActiveFrom:O}")]
    public static partial void KeyMade(ILogger logger, Guid keyId, DateTimeOffset activeFrom);

    [LoggerMessage(2106, LogLevel.Warning, "An account was locked after repeated failures")]
    public static partial void AccountLocked(ILogger logger);

    [LoggerMessage(2107, LogLevel.Warning, "A used refresh token was presented again; session {SessionId} is revoked")]
    public static partial void RefreshTokenReused(ILogger logger, Guid sessionId);
}
