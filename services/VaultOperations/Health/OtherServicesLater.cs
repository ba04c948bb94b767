using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PenguinMails.VaultOperations.Health;

/// <summary>
/// Everything else starts after this service is healthy, Identity included: what its watch needs of others degrades it, and does not hold up the bootstrap.
/// </summary>
internal sealed class OtherServicesLater : IPostConfigureOptions<HealthCheckServiceOptions>
{
    private static readonly string[] Names = ["postgres", "broker", TokenKeysHealthCheck.Name];

    public void PostConfigure(string? name, HealthCheckServiceOptions options)
    {
        foreach (var check in options.Registrations.Where(check => Names.Contains(check.Name, StringComparer.Ordinal)))
        {
            var original = check.Factory;
            check.Factory = services => new DegradedAtMost(original(services));
        }
    }

    private sealed class DegradedAtMost(IHealthCheck check) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var result = await check.CheckHealthAsync(context, cancellationToken);
            return result.Status == HealthStatus.Unhealthy ? HealthCheckResult.Degraded(result.Description) : result;
        }
    }
}
