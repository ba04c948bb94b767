namespace PenguinMails.Audit.VaultTrail.Files;

internal static partial class Log
{
    [LoggerMessage(4303, LogLevel.Warning, "The followed audit file is neither at {File} nor among its rotated files; entries at its end may be missing")]
    public static partial void FileLost(ILogger logger, string file);
}
