namespace PenguinMails.Audit.Ledger;

internal static partial class Log
{
    [LoggerMessage(4701, LogLevel.Warning, "{Count} records could not be appended together, and are appended one by one: {Cause}")]
    public static partial void BatchFailed(ILogger logger, int count, string cause);

    [LoggerMessage(4702, LogLevel.Error, "The record {RecordId} could not be appended, and is kept apart")]
    public static partial void RecordFailed(ILogger logger, Exception exception, Guid recordId);
}
