namespace PenguinMails.Audit.VaultTrail.Files;

internal static partial class Log
{
    [LoggerMessage(4303, LogLevel.Warning, "The audit file that was being read is neither at {File} nor beside it; entries at its end may be missing")]
    public static partial void FileLost(ILogger logger, string file);
}
