namespace PenguinMails.VaultOperations.Health;

/// <summary>How Vault was at one time.</summary>
/// <param name="TakenAt">When, UTC.</param>
/// <param name="Nodes">Each node that was asked.</param>
/// <param name="ActiveNode">The node that serves; null when there is none.</param>
/// <param name="StorageStatus">One of <see cref="VaultStorageStates"/>.</param>
internal sealed record VaultSample(DateTimeOffset TakenAt, IReadOnlyList<NodeSample> Nodes, string? ActiveNode, string StorageStatus)
{
    public bool IsReachable => Nodes.Any(node => node.IsReachable);

    /// <summary>Whether no node is unsealed; null when no node answers.</summary>
    public bool? Sealed => IsReachable ? !Nodes.Any(node => node.IsUnsealed) : null;

    /// <summary>The node that says most of the whole: the one that serves, else one that is unsealed, else one that answers.</summary>
    public NodeSample? Speaker =>
        Nodes.FirstOrDefault(node => node.State == VaultState.Active) ?? Nodes.FirstOrDefault(node => node.IsUnsealed) ?? Nodes.FirstOrDefault(node => node.IsReachable);
}

/// <summary>How one node was.</summary>
/// <param name="Name">Its address without the scheme.</param>
/// <param name="Address">Its address.</param>
/// <param name="State">What it can do.</param>
/// <param name="Version">Its version; null when it did not answer.</param>
/// <param name="Latency">How long it took to answer, or to be given up.</param>
/// <param name="ClockOffset">How far its clock is ahead of this service's; null when it did not say.</param>
internal sealed record NodeSample(string Name, Uri Address, VaultState State, string? Version, TimeSpan Latency, TimeSpan? ClockOffset)
{
    public bool IsReachable => State != VaultState.Unreachable;

    public bool IsUnsealed => State is VaultState.Active or VaultState.Standby or VaultState.Secondary;

    public string Role => State switch
    {
        VaultState.Active => NodeRoles.Active,
        VaultState.Standby => NodeRoles.Standby,
        VaultState.Sealed => NodeRoles.Sealed,
        VaultState.Uninitialised => NodeRoles.Uninitialized,
        VaultState.Secondary => NodeRoles.Secondary,
        _ => NodeRoles.Unreachable,
    };
}

/// <summary>What a node does.</summary>
public static class NodeRoles
{
    /// <summary>It serves.</summary>
    public const string Active = "active";

    /// <summary>It is unsealed and would take over; it hands requests to the active node.</summary>
    public const string Standby = "standby";

    /// <summary>It is unsealed and serves no clients: a replication secondary, or a standby that knows of no active node.</summary>
    public const string Secondary = "secondary";

    /// <summary>It needs unseal keys.</summary>
    public const string Sealed = "sealed";

    /// <summary>It was never initialised.</summary>
    public const string Uninitialized = "uninitialized";

    /// <summary>It does not answer, or not as Vault does.</summary>
    public const string Unreachable = "unreachable";
}
