using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>Healthy once Vault is as the repository says and every service has its credentials; degraded when a person is needed.</summary>
internal sealed class BootstrapHealthCheck(BootstrapState state) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var open = string.Join("; ", state.Open.Select(drift => drift.What));
        return Task.FromResult((state.IsConfigured, state.IsDelivered, open) switch
        {
            (false, _, "") => HealthCheckResult.Unhealthy($"Vault is not set up yet; waiting for {state.WaitsFor}."),
            (false, _, _) => HealthCheckResult.Unhealthy($"Vault is not as it must be, and a person has to decide: {open}."),
            (true, false, _) => HealthCheckResult.Unhealthy("Credentials are not delivered yet."),
            (true, true, not "") => HealthCheckResult.Degraded($"Vault differs from the repository, and a person has to decide: {open}."),
            _ => HealthCheckResult.Healthy(),
        });
    }
}
