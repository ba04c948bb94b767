namespace PenguinMails.Identity.Deliveries;

internal static partial class Log
{
    [LoggerMessage(2120, LogLevel.Information, "Message {MessageId} was delivered by {Channel}")]
    public static partial void Delivered(ILogger logger, Guid messageId, string channel);

    [LoggerMessage(2121, LogLevel.Error, "Message {MessageId} by {Channel} failed permanently: {Reason}")]
    public static partial void Failed(ILogger logger, Guid messageId, string channel, string reason);

    [LoggerMessage(2122, LogLevel.Warning, "Message {MessageId} by {Channel} is retried in {Wait} after attempt {Attempts}: {Reason}")]
    public static partial void Waits(ILogger logger, Guid messageId, string channel, int attempts, TimeSpan wait, string reason);
}
