namespace PenguinMails.Audit.Exports;

internal static partial class Log
{
    [LoggerMessage(4401, LogLevel.Warning, "The export {ExportId} was interrupted after {Records} records")]
    public static partial void CutOff(ILogger logger, Guid exportId, long records);
}
