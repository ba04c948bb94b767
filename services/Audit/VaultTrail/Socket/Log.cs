namespace PenguinMails.Audit.VaultTrail.Socket;

internal static partial class Log
{
    [LoggerMessage(4311, LogLevel.Information, "Listening for Vault's socket audit device at {Address}")]
    public static partial void Listening(ILogger logger, string address);

    [LoggerMessage(4312, LogLevel.Warning, "Stopped listening for Vault's socket audit device until the outage has passed: {Cause}")]
    public static partial void ListeningWaits(ILogger logger, string cause);

    [LoggerMessage(4313, LogLevel.Debug, "A connection of Vault's socket audit device ended: {Cause}")]
    public static partial void ConnectionEnded(ILogger logger, string cause);

    [LoggerMessage(4314, LogLevel.Error, "Entries of Vault's socket audit device cannot be appended")]
    public static partial void ConnectionBroke(ILogger logger, Exception exception);
}
