namespace PenguinMails.DevVault.Core;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "A token that ended could not be removed from storage yet.")]
    public static partial void RevocationFailed(this ILogger logger, Exception problem);

    [LoggerMessage(2, LogLevel.Information, "Unsealed.")]
    public static partial void Unsealed(this ILogger logger);

    [LoggerMessage(3, LogLevel.Information, "Sealed.")]
    public static partial void SealedNow(this ILogger logger);

    [LoggerMessage(4, LogLevel.Error, "{Operation} failed.")]
    public static partial void RequestFailed(this ILogger logger, string operation, Exception problem);

    [LoggerMessage(5, LogLevel.Error, "Audit device {Device} cannot record.")]
    public static partial void AuditFailed(this ILogger logger, string device, Exception problem);

    [LoggerMessage(6, LogLevel.Information, "Initialised with {Shares} shares, {Threshold} of them unseal.")]
    public static partial void Initialized(this ILogger logger, int shares, int threshold);
}
