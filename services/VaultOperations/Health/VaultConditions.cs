namespace PenguinMails.VaultOperations.Health;

/// <summary>Something that is wrong with Vault now.</summary>
/// <param name="Kind">The alert's kind.</param>
/// <param name="Subject">What it is about: the whole of Vault, or a node.</param>
/// <param name="Severity">One of <see cref="AlertSeverities"/>.</param>
/// <param name="Summary">What is wrong, one sentence.</param>
/// <param name="NextStep">What to do, one sentence.</param>
/// <param name="MustLast">Whether it counts only when it lasts.</param>
internal sealed record VaultCondition(string Kind, string Subject, string Severity, string Summary, string NextStep, bool MustLast = true);

/// <summary>Judges a sample.</summary>
internal static class VaultConditions
{
    public const string Whole = "vault";

    /// <param name="sample">The newest sample.</param>
    /// <param name="failover">The active node before, and the one now, when that changed lately.</param>
    /// <param name="maxClockDrift">How far a node's clock may be from this service's.</param>
    public static IReadOnlyList<VaultCondition> Judge(VaultSample sample, (string From, string To)? failover, TimeSpan maxClockDrift) =>
    [
        .. OfTheWhole(sample),
        .. failover is { } change ? [FailedOver(change.From, change.To)] : Array.Empty<VaultCondition>(),
        // Of nodes that are down while none serves, the alert about the whole says enough.
        .. sample.ActiveNode is null ? [] : sample.Nodes.Where(node => !node.IsUnsealed).Select(NodeDown),
        .. sample.Nodes.Where(node => node.ClockOffset?.Duration() > maxClockDrift).Select(node => ClockDrift(node, maxClockDrift)),
    ];

    private static IEnumerable<VaultCondition> OfTheWhole(VaultSample sample)
    {
        if (sample.Sealed == true)
        {
            yield return new VaultCondition(
                "vault.sealed", Whole, AlertSeverities.Critical,
                "Vault is sealed: nothing can be issued, rotated, revealed or signed; operations wait.",
                "Find out whether it restarted or somebody sealed it (Vault's audit log), then unseal it.");
        }
        else if (!sample.IsReachable)
        {
            yield return new VaultCondition(
                "vault.unreachable", Whole, AlertSeverities.Critical,
                "No node of Vault answers: nothing can be issued, rotated, revealed or signed; operations wait.",
                "See whether Vault's processes run and whether vault-operations reaches their addresses.");
        }
        else if (sample.ActiveNode is null)
        {
            yield return new VaultCondition(
                "vault.unreachable", Whole, AlertSeverities.Critical,
                "Nodes of Vault are unsealed and none of them serves: there is no active node.",
                "See in the nodes' logs why none becomes active: mostly the storage, or its lock, cannot be reached.");
        }
        else if (sample.StorageStatus != VaultStorageStates.Healthy)
        {
            var offline = sample.StorageStatus == VaultStorageStates.Offline;
            yield return new VaultCondition(
                "vault.storage_degraded", Whole, offline ? AlertSeverities.Critical : AlertSeverities.Warning,
                offline ? "Vault serves, and reading from its storage keeps failing." : "Reading from Vault's storage is slow, or fails now and then.",
                "See Vault's log and the storage's database; Vault answers the same way while none of its audit devices can be written: look at the disk of its audit log too.");
        }
    }

    private static VaultCondition FailedOver(string from, string to) => new(
        "vault.failed_over", Whole, AlertSeverities.Warning,
        $"Vault's active node was {from} and is {to} now.",
        "If nobody planned it, see in the log of the node before why it gave up; unseal it when it has restarted.",
        MustLast: false);

    private static VaultCondition NodeDown(NodeSample node) => new(
        "vault.node_down", node.Name, AlertSeverities.Warning,
        $"Vault's node {node.Name} is {node.Role}; another one serves.",
        "Start or unseal it: without it there may be nobody to take over.");

    private static VaultCondition ClockDrift(NodeSample node, TimeSpan limit) => new(
        "vault.clock_drift", node.Name, AlertSeverities.Warning,
        string.Create(CultureInfo.InvariantCulture, $"The clock of Vault's node {node.Name} differs from vault-operations' by more than {limit.TotalSeconds:0} s."),
        "Compare both machines with a time server and correct the one that is wrong: lifetimes of tokens and credentials are counted by these clocks.");
}
