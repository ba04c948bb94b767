namespace PenguinMails.Audit.Checkpoints;

internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Information, "Signed {Count} checkpoints of the chain {Chain}")]
    public static partial void Signed(ILogger logger, int count, string chain);

    [LoggerMessage(4004, LogLevel.Critical, "{What}")]
    public static partial void Broken(ILogger logger, string what);
}
