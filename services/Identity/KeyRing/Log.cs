namespace PenguinMails.Identity.KeyRing;

internal static partial class Log
{
    [LoggerMessage(2103, LogLevel.Information, "Created key {KeyId} of the platform's key ring, active from {ActiveFrom:O}")]
    public static partial void KeyMade(ILogger logger, Guid keyId, DateTimeOffset activeFrom);
}
