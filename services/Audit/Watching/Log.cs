namespace PenguinMails.Audit.Watching;

internal static partial class Log
{
    [LoggerMessage(4901, LogLevel.Error,
        "The watch over the ledger stands still: {Part} has not come to its end for {Seconds} s. See who holds locks in the audit database, and what else its owner did")]
    public static partial void StandsStill(ILogger logger, string part, int seconds);
}
