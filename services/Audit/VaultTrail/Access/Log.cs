namespace PenguinMails.Audit.VaultTrail.Access;

internal static partial class Log
{
    [LoggerMessage(4321, LogLevel.Warning, "Reads of material are judged later: {Cause}")]
    public static partial void JudgingWaits(ILogger logger, string cause);

    [LoggerMessage(4323, LogLevel.Warning, "Nothing explains the read in Vault that record {RecordId} tells of")]
    public static partial void Unexplained(ILogger logger, Guid recordId);
}
