using Microsoft.Extensions.Diagnostics.HealthChecks;
using PenguinMails.Gateway.Routing;

namespace PenguinMails.Gateway.Health;

/// <summary>
/// A service behind the gateway is healthy when one of its instances reports so; the checks that are degraded are named. Checked at most
/// once a second for all callers.
/// </summary>
internal sealed class ServiceHealthCheck(BackendService service, IHttpClientFactory clients, TimeProvider time) : IHealthCheck, IDisposable
{
    public const string ClientName = "service-health";

    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _asking = new(1);
    private HealthCheckResult _last;
    private long? _askedAt;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (_askedAt is null || time.GetElapsedTime(_askedAt.Value) > Freshness)
            {
                _last = await CheckAsync(cancellationToken);
                _askedAt = time.GetTimestamp();
            }

            return _last;
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose() => _asking.Dispose();

    private async Task<HealthCheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(service.Addresses.Select(address => AskAsync(address, cancellationToken)));
        return answers switch
        {
            _ when Array.Find(answers, answer => answer.Status == HealthStatus.Degraded) is { Trouble: { } trouble } => HealthCheckResult.Degraded(trouble),
            _ when answers.All(answer => answer.Status == HealthStatus.Healthy) => HealthCheckResult.Healthy(),
            _ when answers.Any(answer => answer.Status == HealthStatus.Healthy) => HealthCheckResult.Degraded("Not every instance is healthy."),
            _ when answers.Any(answer => answer.Status == HealthStatus.Unhealthy) => HealthCheckResult.Unhealthy("It runs, but says that it is not healthy."),
            _ => HealthCheckResult.Unhealthy("It does not answer."),
        };
    }

    private async Task<InstanceHealth> AskAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.GetAsync(new Uri(address, "health"), cancellationToken);
            return response.IsSuccessStatusCode
                ? InstanceHealth.Of(await response.Content.ReadAsByteArrayAsync(cancellationToken))
                : InstanceHealth.Unhealthy;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return InstanceHealth.NoAnswer;
        }
    }
}
