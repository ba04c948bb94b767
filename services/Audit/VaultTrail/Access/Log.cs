namespace PenguinMails.Audit.VaultTrail.Access;

internal static partial class Log
{
    [LoggerMessage(4323, LogLevel.Warning, "The read in Vault of record {RecordId} is not explained by any platform record")]
    public static partial void Unexplained(ILogger logger, Guid recordId);
}
