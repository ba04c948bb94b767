using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PenguinMails.ServiceDefaults;

/// <summary>Unhealthy until there is a key: a service that cannot verify tokens can serve no request.</summary>
public sealed class TokenKeysHealthCheck(ITokenKeys keys) : IHealthCheck
{
    public const string Name = "token-keys";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        keys.AreMissing ? HealthCheckResult.Unhealthy("The public keys of Identity were not read yet.") : HealthCheckResult.Healthy());
}
