namespace PenguinMails.Audit.VaultTrail;

internal static partial class Log
{
    [LoggerMessage(4303, LogLevel.Warning, "The audit file that was being read is neither at {File} nor beside it; entries at its end may be missing")]
    public static partial void FileLost(ILogger logger, string file);

    [LoggerMessage(4304, LogLevel.Error, "A line of Vault's audit log ({Source}) cannot be appended, and is recorded as unreadable")]
    public static partial void LineRefused(ILogger logger, Exception exception, string source);

    [LoggerMessage(4311, LogLevel.Information, "Listening for Vault's socket audit device at {Address}")]
    public static partial void Listening(ILogger logger, string address);

    [LoggerMessage(4312, LogLevel.Warning, "Not listening for Vault's socket audit device, trying on: {Cause}")]
    public static partial void ListeningWaits(ILogger logger, string cause);

    [LoggerMessage(4313, LogLevel.Debug, "A connection of Vault's socket audit device ended: {Cause}")]
    public static partial void ConnectionEnded(ILogger logger, string cause);

    [LoggerMessage(4314, LogLevel.Error, "Entries of Vault's socket audit device cannot be appended")]
    public static partial void ConnectionBroke(ILogger logger, Exception exception);

    [LoggerMessage(4321, LogLevel.Warning, "Reads of material are judged later: {Cause}")]
    public static partial void JudgingWaits(ILogger logger, string cause);

    [LoggerMessage(4323, LogLevel.Warning, "Nothing explains the read in Vault that record {RecordId} tells of")]
    public static partial void Unexplained(ILogger logger, Guid recordId);
}
