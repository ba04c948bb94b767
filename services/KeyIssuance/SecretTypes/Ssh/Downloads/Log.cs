namespace PenguinMails.KeyIssuance.SecretTypes.Ssh.Downloads;

internal static partial class Log
{
    [LoggerMessage(2104, LogLevel.Warning, "Delivered keys cannot be destroyed now: {Reason}")]
    public static partial void DestructionWaits(ILogger logger, string reason);

    [LoggerMessage(2101, LogLevel.Warning, "The outcome of download {DownloadId} could not be recorded yet: {Reason}")]
    public static partial void OutcomeWaits(ILogger logger, Guid downloadId, string reason);
}
