namespace PenguinMails.KeyIssuance.Drift;

internal static partial class Log
{
    [LoggerMessage(2301, LogLevel.Warning, "The look at server {ServerId} waits for a dependency: {Kind}")]
    public static partial void LookWaits(ILogger logger, Guid serverId, string kind);

    [LoggerMessage(2302, LogLevel.Error, "The look at server {ServerId} broke")]
    public static partial void LookBroke(ILogger logger, Guid serverId, Exception failure);

    [LoggerMessage(2303, LogLevel.Warning, "Servers to look at cannot be looked for now: {Reason}")]
    public static partial void ClaimWaits(ILogger logger, string reason);

    [LoggerMessage(2304, LogLevel.Warning, "Drift {FindingId} on server {ServerId}: {Kind} {Fingerprint}")]
    public static partial void Found(ILogger logger, Guid findingId, Guid serverId, string kind, string? fingerprint);
}
