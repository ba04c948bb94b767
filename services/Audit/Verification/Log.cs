namespace PenguinMails.Audit.Verification;

internal static partial class Log
{
    [LoggerMessage(4005, LogLevel.Critical, "The ledger's chain {Chain} is not what was recorded: {Kind}{Place}: {Detail}")]
    public static partial void Broken(ILogger logger, string chain, string kind, string place, string detail);
}
