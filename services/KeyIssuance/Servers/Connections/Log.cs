namespace PenguinMails.KeyIssuance.Servers.Connections;

internal static partial class Log
{
    [LoggerMessage(2401, LogLevel.Warning, "Server {ServerId} does not answer and is left alone until {Until}: {Reason}")]
    public static partial void ServerLeftAlone(ILogger logger, Guid serverId, DateTimeOffset until, string reason);
}
