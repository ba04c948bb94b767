namespace PenguinMails.Identity.SigningKeys;

internal static partial class Log
{
    [LoggerMessage(2103, LogLevel.Information, "Vault holds a new key for tokens, {KeyId}, version {Version}")]
    public static partial void SigningKeyAdded(ILogger logger, string keyId, int version);
}
