using Microsoft.Extensions.Logging;

namespace PenguinMails.Postgres;

internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Information, "The database schema is up to date")]
    public static partial void Migrated(ILogger logger);

    [LoggerMessage(1002, LogLevel.Warning, "Postgres cannot be migrated yet, trying again: {Reason}")]
    public static partial void MigrationWaits(ILogger logger, string reason);

    [LoggerMessage(1003, LogLevel.Warning, "Outbox messages wait, the broker cannot take them now: {Kind}: {Reason}")]
    public static partial void RelayFailed(ILogger logger, string kind, string reason);

    [LoggerMessage(1004, LogLevel.Warning, "Outbox message {MessageType} {MessageId} waits: {Reason}")]
    public static partial void Undeliverable(ILogger logger, string messageType, Guid messageId, string reason);

    [LoggerMessage(1005, LogLevel.Warning, "Changes of other instances are noticed late, the connection that hears of them is away: {Reason}")]
    public static partial void NoticesAway(ILogger logger, string reason);
}
