namespace PenguinMails.VaultOperations.Bootstrap;

internal static partial class Log
{
    [LoggerMessage(1301, LogLevel.Information, "Set up in Vault: {What}")]
    public static partial void Created(ILogger logger, string what);

    [LoggerMessage(1302, LogLevel.Warning, "Vault had drifted from the repository and was repaired: {What}")]
    public static partial void DriftRepaired(ILogger logger, string what);

    [LoggerMessage(1303, LogLevel.Error, "Vault differs from the repository, and a person has to decide: {What}")]
    public static partial void DriftOpen(ILogger logger, string what);

    [LoggerMessage(1305, LogLevel.Error, "Vault refuses to be set up, trying on: {Reason}")]
    public static partial void RoundRefused(ILogger logger, string reason);

    [LoggerMessage(1306, LogLevel.Information, "Vault does not know the bootstrap token (any more); going on with a delivered credential")]
    public static partial void BootstrapTokenDead(ILogger logger);

    [LoggerMessage(4391, LogLevel.Information, "Nobody listens at {Address} for Vault's socket audit device yet, trying on; the other device works")]
    public static partial void AuditSocketWaits(ILogger logger, string address);
}
