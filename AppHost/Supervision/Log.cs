namespace PenguinMails.AppHost.Supervision;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "'{Process}' ended unasked with exit code {ExitCode}; it is started again in {Delay} s.")]
    public static partial void Crashed(ILogger logger, string process, int? exitCode, double delay);

    [LoggerMessage(2, LogLevel.Error, "'{Process}' could not be started again.")]
    public static partial void RestartFailed(ILogger logger, Exception error, string process);

    [LoggerMessage(3, LogLevel.Warning, "The 'dotnet run' that started this program is gone; stopping.")]
    public static partial void ParentGone(ILogger logger);

    [LoggerMessage(4, LogLevel.Warning, "The orchestrator did not start '{Process}'; it is tried again.")]
    public static partial void NotStarted(ILogger logger, string process);
}
