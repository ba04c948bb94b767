namespace PenguinMails.Postgres;

internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Information, "The database schema is up to date")]
    public static partial void Migrated(ILogger logger);

    [LoggerMessage(1002, LogLevel.Warning, "The database schema is older than this version, and this role does not own it: run 'migrate' with the owner's connection")]
    public static partial void WaitsForMigration(ILogger logger);

    [LoggerMessage(1005, LogLevel.Error, "The database was not migrated: {Reason}")]
    public static partial void MigrationFailed(ILogger logger, string reason);

    [LoggerMessage(1004, LogLevel.Warning, "Outbox message {MessageType} {MessageId} waits: {Reason}")]
    public static partial void Undeliverable(ILogger logger, string messageType, Guid messageId, string reason);
}
