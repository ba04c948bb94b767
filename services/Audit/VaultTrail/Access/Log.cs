namespace PenguinMails.Audit.VaultTrail.Access;

internal static partial class Log
{
    [LoggerMessage(4321, LogLevel.Warning, "Correlation of reads in Vault is postponed: {Cause}")]
    public static partial void CorrelationPaused(ILogger logger, string cause);

    [LoggerMessage(4323, LogLevel.Warning, "The read in Vault of record {RecordId} is not explained by any platform record")]
    public static partial void Unexplained(ILogger logger, Guid recordId);
}
