namespace PenguinMails.Audit.Ledger;

internal static partial class Log
{
    [LoggerMessage(4701, LogLevel.Warning, "A batch of {Count} records could not be appended; its records are appended one by one: {Cause}")]
    public static partial void BatchFailed(ILogger logger, int count, string cause);

    [LoggerMessage(4702, LogLevel.Error, "The record {RecordId} could not be appended and is quarantined")]
    public static partial void RecordFailed(ILogger logger, Exception exception, Guid recordId);

    [LoggerMessage(4703, LogLevel.Error, "This service's database role owns the ledger's tables, so the database protects them from nobody who has its password. docs/operations, \"The ledger\", says how to change that")]
    public static partial void OwnsLedger(ILogger logger);
}
