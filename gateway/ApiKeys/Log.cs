namespace PenguinMails.Gateway.ApiKeys;

internal static partial class Log
{
    [LoggerMessage(6101, LogLevel.Warning, "API keys are not accepted: Gateway:ApiKeys:ClientSecretFile names no file with a secret")]
    public static partial void NoSecret(ILogger logger);

    [LoggerMessage(6102, LogLevel.Information, "Knows {Count} API keys")]
    public static partial void Known(ILogger logger, int count);

    [LoggerMessage(6103, LogLevel.Warning, "API key {KeyId} came in the address of a request and is reported as leaked")]
    public static partial void Exposed(ILogger logger, Guid keyId);

    [LoggerMessage(6104, LogLevel.Warning, "A leaked API key could not be reported: {Reason}")]
    public static partial void NotReported(ILogger logger, string reason);
}
