namespace PenguinMails.KeyIssuance.ServiceReads;

internal static partial class Log
{
    [LoggerMessage(2801, LogLevel.Warning, "{Count} reads of services were counted and could not be stored before the process stopped: they are not on record")]
    public static partial void ReadsLost(ILogger logger, int count);
}
