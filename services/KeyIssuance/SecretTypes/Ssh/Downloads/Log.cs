namespace PenguinMails.KeyIssuance.SecretTypes.Ssh.Downloads;

internal static partial class Log
{
    [LoggerMessage(2101, LogLevel.Warning, "The outcome of download {DownloadId} could not be recorded yet: {Reason}")]
    public static partial void OutcomeWaits(ILogger logger, Guid downloadId, string reason);
}
