namespace PenguinMails.Audit.Checkpoints;

internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Information, "Signed {Count} checkpoints of the chain {Chain}")]
    public static partial void Signed(ILogger logger, int count, string chain);

    [LoggerMessage(4002, LogLevel.Warning, "Checkpoints of the chain {Chain} wait: {Cause}")]
    public static partial void Waits(ILogger logger, string chain, string cause);

    [LoggerMessage(4003, LogLevel.Error, "The chain {Chain} could not be signed")]
    public static partial void Broke(ILogger logger, Exception exception, string chain);

    [LoggerMessage(4004, LogLevel.Critical, "{What}")]
    public static partial void Broken(ILogger logger, string what);
}
