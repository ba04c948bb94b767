namespace PenguinMails.KeyIssuance.Reveals;

internal static partial class Log
{
    [LoggerMessage(2102, LogLevel.Warning, "Download {DownloadId} was claimed and its delivery is unconfirmed; the tenant can rotate to get a new key")]
    public static partial void Unconfirmed(ILogger logger, Guid downloadId);
}
