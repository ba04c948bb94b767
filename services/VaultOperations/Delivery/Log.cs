namespace PenguinMails.VaultOperations.Delivery;

internal static partial class Log
{
    [LoggerMessage(1311, LogLevel.Debug, "Delivered a wrapped credential to {Service}, good until {ExpiresAt}")]
    public static partial void Delivered(ILogger logger, string service, DateTimeOffset expiresAt);

    [LoggerMessage(1312, LogLevel.Warning, "The AppRole of {Service} was recreated; its delivered credentials are replaced")]
    public static partial void RoleReplaced(ILogger logger, string service);
}
