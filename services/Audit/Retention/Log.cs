namespace PenguinMails.Audit.Retention;

internal static partial class Log
{
    [LoggerMessage(4601, LogLevel.Information, "Archived, verified and detached the records of {Month}")]
    public static partial void Archived(ILogger logger, string month);

    [LoggerMessage(4602, LogLevel.Information, "Detached a restored month after its time had passed")]
    public static partial void Detached(ILogger logger);
}
