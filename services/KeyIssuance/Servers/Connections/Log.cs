namespace PenguinMails.KeyIssuance.Servers.Connections;

internal static partial class Log
{
    [LoggerMessage(2401, LogLevel.Warning, "The circuit of server {ServerId} is open until {Until}: {Reason}")]
    public static partial void CircuitOpened(ILogger logger, Guid serverId, DateTimeOffset until, string reason);
}
