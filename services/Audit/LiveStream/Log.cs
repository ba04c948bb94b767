namespace PenguinMails.Audit.LiveStream;

internal static partial class Log
{
    [LoggerMessage(4502, LogLevel.Information, "A listener did not keep up at record {Sequence} and was sent away; it can resume")]
    public static partial void SlowListener(ILogger logger, long sequence);
}
