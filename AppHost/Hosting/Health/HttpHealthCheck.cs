using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Health;

/// <summary>Asks an endpoint of a resource for a path.</summary>
internal sealed class HttpHealthCheck(IHttpClientFactory clients, EndpointReference endpoint, string path, int expectedStatus) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!endpoint.IsAllocated)
        {
            return HealthCheckResult.Unhealthy("The endpoint has no address yet.");
        }

        using var client = clients.CreateClient();
        using var response = await client.GetAsync(new Uri(new Uri(endpoint.Url), path), cancellationToken);
        return (int)response.StatusCode == expectedStatus
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"{path} answered {(int)response.StatusCode}, expected {expectedStatus}.");
    }
}
