namespace PenguinMails.Audit.Exports;

internal static partial class Log
{
    [LoggerMessage(4401, LogLevel.Warning, "The export {ExportId} was interrupted after {Records} records")]
    public static partial void CutOff(ILogger logger, Guid exportId, long records);

    [LoggerMessage(4402, LogLevel.Error, "The export holds what was signed before; {What}")]
    public static partial void NotSigned(ILogger logger, string what);
}
