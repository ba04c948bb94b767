namespace PenguinMails.ServiceDefaults;

internal static partial class Log
{
    [LoggerMessage(1101, LogLevel.Warning, "{Dependency} is not available: {Kind}")]
    public static partial void DependencyUnavailable(ILogger logger, string dependency, string kind);

    [LoggerMessage(1102, LogLevel.Error, "A request failed with an unexpected exception")]
    public static partial void Unhandled(ILogger logger, Exception failure);

    [LoggerMessage(1105, LogLevel.Warning, "{Source} have no values until they can be sampled again: {Reason}")]
    public static partial void SamplingFailed(ILogger logger, string source, string reason);

    [LoggerMessage(1106, LogLevel.Warning,
        "X-Forwarded-For of {Source} is not believed: requests are counted and recorded under that address. If this is the gateway, name it in Access:TrustedProxies")]
    public static partial void ForwardedForIgnored(ILogger logger, string source);

    [LoggerMessage(1107, LogLevel.Warning, "{Requests} counted requests of API keys could not be stored before the stop")]
    public static partial void UsageLost(ILogger logger, int requests);
}
