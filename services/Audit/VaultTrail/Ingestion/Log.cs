namespace PenguinMails.Audit.VaultTrail.Ingestion;

internal static partial class Log
{
    [LoggerMessage(4304, LogLevel.Error, "A line of Vault's audit log ({Source}) cannot be appended and is recorded as unreadable")]
    public static partial void LineRefused(ILogger logger, Exception exception, string source);
}
