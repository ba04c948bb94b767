namespace PenguinMails.KeyIssuance.Downloads;

internal static partial class Log
{
    [LoggerMessage(2101, LogLevel.Warning, "The outcome of download {DownloadId} could not be recorded yet: {Reason}")]
    public static partial void OutcomeWaits(ILogger logger, Guid downloadId, string reason);

    [LoggerMessage(2102, LogLevel.Warning, "Download {DownloadId} was claimed and its delivery is unconfirmed; the tenant can rotate to get a new key")]
    public static partial void Unconfirmed(ILogger logger, Guid downloadId);

    [LoggerMessage(2104, LogLevel.Warning, "Delivered keys cannot be destroyed now: {Reason}")]
    public static partial void DestructionWaits(ILogger logger, string reason);

    [LoggerMessage(2103, LogLevel.Warning, "Unfinished downloads cannot be looked for now: {Reason}")]
    public static partial void SweepWaits(ILogger logger, string reason);
}
