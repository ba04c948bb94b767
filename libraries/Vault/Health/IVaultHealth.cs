namespace PenguinMails.Vault;

/// <summary>Asks Vault how it is, without a token and past the circuit breaker. Never throws but on cancellation.</summary>
public interface IVaultHealth
{
    Task<VaultStatus> CheckAsync(CancellationToken cancellationToken = default);
}

/// <summary>Vault's answer to a health request.</summary>
/// <param name="State">What it can do now.</param>
/// <param name="Version">The server's version; null when it was not reached.</param>
/// <param name="ClusterName">The cluster's name, when told.</param>
/// <param name="ServerTime">The server's clock (whole seconds); null when it was not reached.</param>
/// <param name="Latency">How long the answer took.</param>
public sealed record VaultStatus(VaultState State, string? Version, string? ClusterName, DateTimeOffset? ServerTime, TimeSpan Latency);

/// <summary>What Vault can do now (developer.hashicorp.com/vault/api-docs/system/health).</summary>
public enum VaultState
{
    /// <summary>No answer, or none that makes sense.</summary>
    Unreachable,

    /// <summary>Initialised, unsealed, active.</summary>
    Active,

    /// <summary>Unsealed; another node is active and requests are forwarded to it.</summary>
    Standby,

    /// <summary>Needs unseal keys before it answers anything.</summary>
    Sealed,

    /// <summary>Has never been initialised.</summary>
    Uninitialised,

    /// <summary>A node that serves no clients: a replication secondary, a standby without an active node, or one removed from its cluster.</summary>
    Secondary,
}
