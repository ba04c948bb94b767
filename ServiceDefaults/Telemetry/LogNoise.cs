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
        .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Critical)
        // The ring lies in Vault, which encrypts it, and is made by Identity after its first start. Data protection cannot know
        // either and would complain of both; the health check 'key-ring' says it when the ring is really missing.
        .AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error)
        .AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.KeyRingProvider", LogLevel.Critical)
        .AddFilter("Microsoft.AspNetCore.DataProtection.Internal.DataProtectionHostedService", LogLevel.Critical);
}
