namespace PenguinMails.VaultOperations.Health;

/// <summary>What instances share about Vault.</summary>
internal sealed record Watch
{
    public DateTimeOffset Now { get; init; }
    public bool? Sealed { get; init; }
    public bool? Initialized { get; init; }
    public bool? Standby { get; init; }
    public string? Version { get; init; }
    public string? ActiveNode { get; init; }
    public string? Asked { get; init; }
    public string? PreviousNode { get; init; }
    public DateTimeOffset? ActiveSince { get; init; }
    public string? Published { get; init; }

    public KnownVault Known => new() { Sealed = Sealed, Initialized = Initialized, Standby = Standby, Version = Version, ActiveNode = ActiveNode };

    /// <summary>What the sample makes of it.</summary>
    public Watch With(VaultSample sample)
    {
        var known = Known.With(sample);
        var hasChanged = sample.ActiveNode != ActiveNode;
        var watch = this with
        {
            Sealed = known.Sealed,
            Initialized = known.Initialized,
            Standby = known.Standby,
            Version = known.Version,
        };
        return sample.ActiveNode is null ? watch : watch with
        {
            ActiveNode = sample.ActiveNode,
            Asked = sample.Asked,
            PreviousNode = sample.Asked != Asked ? null : hasChanged ? ActiveNode : PreviousNode,
            ActiveSince = hasChanged ? Now : ActiveSince,
        };
    }

    /// <summary>The change of the active node that is younger than this; null when there was none.</summary>
    public (string From, string To)? Failover(TimeSpan settled) =>
        (PreviousNode, ActiveNode) is (string from, string to) && Now - ActiveSince < settled ? (from, to) : null;
}

internal static class WatchSql
{
    private const string Columns = "now() as now, sealed, initialized, standby, version, active_node, asked, previous_node, active_since, published";

    /// <summary>Takes the lease, or keeps it.</summary>
    /// <returns>What is known; null while another instance judges.</returns>
    public static Task<Watch?> LeaseAsync(this DatabaseTransaction transaction, Guid owner, TimeSpan lease) => transaction.QuerySingleOrDefaultAsync<Watch>(
        $"""
        update vault_watch set lease_owner = @owner, lease_until = now() + @lease
        where lease_owner is null or lease_owner = @owner or lease_until < now()
        returning {Columns}
        """,
        new { owner, lease });

    /// <summary>Lets another instance judge at once.</summary>
    public static Task ReleaseAsync(this DatabaseTransaction transaction, Guid owner) => transaction.ExecuteAsync(
        "update vault_watch set lease_owner = null, lease_until = null where lease_owner = @owner", new { owner });

    /// <summary>What is known, without the lease.</summary>
    public static Task<Watch?> ReadWatchAsync(this DatabaseTransaction transaction) => transaction.QuerySingleOrDefaultAsync<Watch>(
        $"select {Columns} from vault_watch");

    public static Task SaveAsync(this DatabaseTransaction transaction, Watch watch, string published) => transaction.ExecuteAsync(
        """
        update vault_watch set sealed = @Sealed, initialized = @Initialized, standby = @Standby, version = @Version, active_node = @ActiveNode,
            asked = @Asked, previous_node = @PreviousNode, active_since = @ActiveSince, published = @published
        """,
        new
        {
            watch.Sealed,
            watch.Initialized,
            watch.Standby,
            watch.Version,
            watch.ActiveNode,
            watch.Asked,
            watch.PreviousNode,
            watch.ActiveSince,
            published,
        });
}
