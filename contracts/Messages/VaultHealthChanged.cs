namespace PenguinMails.Contracts.Messages;

/// <summary>Vault was sealed or unsealed, came or went, has another active node, or its storage changed. Not sent while all stays as it was.</summary>
/// <param name="IsReachable">Whether any node answers.</param>
/// <param name="Sealed">Whether no node is unsealed; null while that is not known.</param>
/// <param name="ActiveNode">The node that serves; null while there is none.</param>
/// <param name="StorageStatus">One of <see cref="VaultStorageStates"/>.</param>
/// <param name="Version">The version of the node that serves, or of one that answered; null before the first answer.</param>
/// <param name="OccurredAt">When it was noticed, UTC.</param>
[SentBy(PlatformServices.VaultOperations)]
public sealed record VaultHealthChanged(
    bool IsReachable, bool? Sealed, string? ActiveNode, string StorageStatus, string? Version, DateTimeOffset OccurredAt) : IEvent;

/// <summary>How Vault's storage is, as far as reading it through Vault shows.</summary>
public static class VaultStorageStates
{
    /// <summary>The last reading succeeded in time.</summary>
    public const string Healthy = "healthy";

    /// <summary>The last readings were slow or failed.</summary>
    public const string Degraded = "degraded";

    /// <summary>Nothing can be read: readings keep failing, or no node of Vault serves.</summary>
    public const string Offline = "offline";

    public static readonly IReadOnlyList<string> All = [Healthy, Degraded, Offline];
}
