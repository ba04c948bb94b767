namespace PenguinMails.Audit.LiveStream;

internal static partial class Log
{
    [LoggerMessage(4502, LogLevel.Information, "Disconnected a listener that did not keep up at record {Sequence}; it can resume")]
    public static partial void SlowListener(ILogger logger, long sequence);
}
