using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PenguinMails.Vault.Connection;

/// <summary>Unhealthy, with a clear word, while Vault cannot serve this service.</summary>
internal sealed class VaultHealthCheck(VaultConnection connection) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = await connection.Health.CheckAsync(cancellationToken);
        return status.State switch
        {
            VaultState.Active or VaultState.Standby => connection.Session.IsSignedIn
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy(VaultUnavailableException.Words(connection.Session.LastTrouble ?? VaultTrouble.NoCredential)),
            VaultState.Sealed => HealthCheckResult.Unhealthy(VaultUnavailableException.Words(VaultTrouble.Sealed)),
            VaultState.Uninitialised => HealthCheckResult.Unhealthy(VaultUnavailableException.Words(VaultTrouble.Uninitialised)),
            VaultState.Secondary => HealthCheckResult.Unhealthy(VaultUnavailableException.Words(VaultTrouble.NoActiveNode)),
            _ => HealthCheckResult.Unhealthy(VaultUnavailableException.Words(VaultTrouble.Unreachable)),
        };
    }
}
