using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PenguinMails.Vault;

namespace PenguinMails.ServiceDefaults;

/// <summary>Whether this process can read access tokens: it has seen a key of the platform's ring.</summary>
internal sealed class KeyRingState
{
    private volatile bool _missing;

    /// <summary>Vault could not be asked for the ring, or Identity has not made its first key yet. Tokens cannot be judged.</summary>
    public bool IsMissing
    {
        get => _missing;
        set => _missing = value;
    }
}

/// <summary>Unhealthy until there is a key: a service that cannot read tokens can serve no request.</summary>
internal sealed class KeyRingHealthCheck(IKeyManager keys) : IHealthCheck
{
    private volatile bool _seen;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (_seen)
        {
            return HealthCheckResult.Healthy();
        }

        try
        {
            _seen = await Task.Run(() => keys.GetAllKeys().Count > 0, cancellationToken);
            return _seen ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("Identity has not made the platform's key ring yet.");
        }
        catch (Exception failure) when (failure is VaultUnavailableException or VaultRefusedException)
        {
            return HealthCheckResult.Unhealthy($"The platform's key ring cannot be read. {failure.Message}");
        }
    }
}
