namespace PenguinMails.VaultOperations.Health;

/// <summary>How Vault is. When it does not answer, <c>storageStatus</c> is offline, its nodes are unreachable, and the rest is as it was last known.</summary>
internal sealed class VaultHealthView
{
    /// <summary>Whether no node is unsealed; absent until Vault has answered once.</summary>
    public bool? Sealed { get; init; }

    /// <summary>The node that serves, or served last: <c>nodes</c> say whether it does. Absent until one has served.</summary>
    public string? ActiveNode { get; init; }

    /// <summary>Whether reading through Vault from its storage works: healthy, degraded (slow, or it failed) or offline (it keeps failing, or no node serves).</summary>
    [OneOf(VaultStorageStates.Healthy, VaultStorageStates.Degraded, VaultStorageStates.Offline)]
    public string StorageStatus { get; init; } = "";

    /// <summary>When the newest proven backup was made, UTC; absent while there is none.</summary>
    public DateTimeOffset? LastBackup { get; init; }

    /// <summary>healthy: the newest proven backup is younger than 24 hours, warning: than 48 hours, critical: older, or there is none.</summary>
    [OneOf("healthy", "warning", "critical")]
    public string BackupHealth { get; init; } = "";

    /// <summary>Vault's version; absent until Vault has answered once.</summary>
    public string? Version { get; init; }

    /// <summary>Whether Vault was initialised; absent until Vault has answered once.</summary>
    public bool? Initialized { get; init; }

    /// <summary>Whether the node that answers is a standby; absent until Vault has answered once.</summary>
    public bool? Standby { get; init; }

    public IReadOnlyList<VaultNodeView> Nodes { get; init; } = [];

    /// <summary>When Vault was asked last, UTC.</summary>
    public DateTimeOffset CheckedAt { get; init; }

    public static VaultHealthView Of(VaultHealthState.Snapshot snapshot) => new()
    {
        Sealed = snapshot.Known.Sealed,
        ActiveNode = snapshot.Known.ActiveNode,
        StorageStatus = snapshot.Sample.StorageStatus,
        BackupHealth = "critical", // there are no backups yet, so none is proven
        Version = snapshot.Known.Version,
        Initialized = snapshot.Known.Initialized,
        Standby = snapshot.Known.Standby,
        Nodes = [.. snapshot.Sample.Nodes.Select(VaultNodeView.Of)],
        CheckedAt = snapshot.Sample.TakenAt,
    };
}

/// <summary>One node of Vault.</summary>
internal sealed class VaultNodeView
{
    /// <summary>Its address without the scheme.</summary>
    public string Name { get; init; } = "";

    public string Address { get; init; } = "";

    /// <summary>Whether it is sealed; absent when it does not answer.</summary>
    public bool? Sealed { get; init; }

    [OneOf(typeof(NodeRoles))]
    public string Role { get; init; } = "";

    /// <summary>How long it took to answer, in milliseconds; absent when it does not answer.</summary>
    public double? LatencyMs { get; init; }

    public static VaultNodeView Of(NodeSample node) => new()
    {
        Name = node.Name,
        Address = node.Address.GetLeftPart(UriPartial.Authority),
        Sealed = node.IsReachable ? !node.IsUnsealed : null,
        Role = node.Role,
        LatencyMs = node.IsReachable ? Math.Round(node.Latency.TotalMilliseconds, 1) : null,
    };
}
