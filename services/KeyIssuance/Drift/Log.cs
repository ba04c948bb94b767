namespace PenguinMails.KeyIssuance.Drift;

internal static partial class Log
{
    [LoggerMessage(2301, LogLevel.Warning, "The check of server {ServerId} waits for a dependency: {Kind}")]
    public static partial void CheckWaits(ILogger logger, Guid serverId, string kind);

    [LoggerMessage(2302, LogLevel.Error, "The check of server {ServerId} failed unexpectedly")]
    public static partial void CheckBroke(ILogger logger, Guid serverId, Exception failure);

    [LoggerMessage(2304, LogLevel.Warning, "Drift {FindingId} on server {ServerId}: {Kind} {Fingerprint}")]
    public static partial void Found(ILogger logger, Guid findingId, Guid serverId, string kind, string? fingerprint);
}
