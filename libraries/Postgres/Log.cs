namespace PenguinMails.Postgres;

internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Information, "The database schema is up to date")]
    public static partial void Migrated(ILogger logger);

    [LoggerMessage(1004, LogLevel.Warning, "Outbox message {MessageType} {MessageId} waits: {Reason}")]
    public static partial void Undeliverable(ILogger logger, string messageType, Guid messageId, string reason);
}
