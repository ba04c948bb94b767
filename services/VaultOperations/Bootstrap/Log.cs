namespace PenguinMails.VaultOperations.Bootstrap;

internal static partial class Log
{
    [LoggerMessage(1301, LogLevel.Information, "Created in Vault: {What}")]
    public static partial void Created(ILogger logger, string what);

    [LoggerMessage(1302, LogLevel.Warning, "Repaired drift in Vault: {What}")]
    public static partial void DriftRepaired(ILogger logger, string what);

    [LoggerMessage(1303, LogLevel.Error, "Unrepaired drift in Vault requires a decision: {What}")]
    public static partial void DriftOpen(ILogger logger, string what);

    [LoggerMessage(1305, LogLevel.Error, "Vault rejected the configuration, which is retried: {Reason}")]
    public static partial void ConfigurationRejected(ILogger logger, string reason);

    [LoggerMessage(1306, LogLevel.Information, "Vault rejected the bootstrap token; a delivered credential is used instead")]
    public static partial void BootstrapTokenRejected(ILogger logger);

    [LoggerMessage(1307, LogLevel.Information, "Vault {Version} does not know user_lockout_config: no logins lock an AppRole there")]
    public static partial void LockoutUnknown(ILogger logger, string? version);

    [LoggerMessage(1308, LogLevel.Information, "Vault is set up and every service has its credentials: the bootstrap token is revoked and its file deleted")]
    public static partial void BootstrapTokenRevoked(ILogger logger);

    [LoggerMessage(1309, LogLevel.Warning, "The bootstrap token is revoked; its file cannot be deleted, which you can do: {Reason}")]
    public static partial void BootstrapTokenFileStays(ILogger logger, string reason);

    [LoggerMessage(1310, LogLevel.Error, "The bootstrap token may not revoke itself: revoke it, and delete its file: {Reason}")]
    public static partial void BootstrapTokenLives(ILogger logger, string reason);

    [LoggerMessage(4391, LogLevel.Information, "Vault's socket audit device at {Address} has no listener yet and is retried; the file device works")]
    public static partial void AuditSocketUnreachable(ILogger logger, string address);
}
