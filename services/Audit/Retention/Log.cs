namespace PenguinMails.Audit.Retention;

internal static partial class Log
{
    [LoggerMessage(4601, LogLevel.Information, "The records of {Month} were archived, verified and taken out of the database")]
    public static partial void Archived(ILogger logger, string month);

    [LoggerMessage(4602, LogLevel.Information, "A month that had been brought back was taken out again")]
    public static partial void Detached(ILogger logger);
}
