namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Keeps the framework's running commentary out of the logs: traces tell of every request, <c>/health</c> of every check, and
/// other services ask Identity for revoked sessions every second.
/// </summary>
internal static class LogNoise
{
    public static void FilterFrameworkLogs(this ILoggingBuilder logging) => logging
        .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
        .AddFilter("System.Net.Http.HttpClient", LogLevel.Warning)
        .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Critical);
}
