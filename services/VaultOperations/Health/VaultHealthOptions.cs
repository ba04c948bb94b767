namespace PenguinMails.VaultOperations.Health;

/// <summary>Section <c>VaultOperations:Health</c>: how Vault is watched.</summary>
public sealed class VaultHealthOptions
{
    public const string Section = "VaultOperations:Health";

    /// <summary>
    /// The addresses of Vault's nodes, each by itself and without a path, <c>http</c> or <c>https</c>; at most 16. Default: <c>Vault:Address</c> alone, which may be
    /// a load balancer's: then nothing is known of the nodes behind it.
    /// </summary>
    public IList<Uri> Nodes { get; } = [];

    /// <summary>How often each node is asked for its state, without a token. Default 5 s.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often something is read through Vault from its storage. Default 15 s.</summary>
    public TimeSpan StorageInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>A reading that takes longer is slow. Default 2 s.</summary>
    public TimeSpan SlowStorage { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long something must last until it is an alert, and be over until the alert is resolved. Default 15 s.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How far a node's clock may be from this service's. Default 5 s.</summary>
    public TimeSpan MaxClockDrift { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a new active node must serve until the alert about the failover is resolved. Default 10 minutes.</summary>
    public TimeSpan FailoverSettled { get; set; } = TimeSpan.FromMinutes(10);
}

internal sealed class VaultHealthOptionsValidator : OptionsRules<VaultHealthOptions>
{
    private const int MaxNodes = 16;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    protected override IEnumerable<(bool Holds, string Failure)> Rules(VaultHealthOptions options) =>
    [
        (options.Nodes.Count <= MaxNodes && options.Nodes.All(IsNode), "VaultOperations:Health:Nodes must be at most 16 http or https addresses without a path."),
        (options.Nodes.Select(node => node.Authority).Distinct(StringComparer.OrdinalIgnoreCase).Count() == options.Nodes.Count,
            "VaultOperations:Health:Nodes must not name an address twice."),
        (IsBetween(options.Interval, Shortest, TimeSpan.FromMinutes(1)), "VaultOperations:Health:Interval must be from 100 ms to 1 minute."),
        (IsBetween(options.StorageInterval, Shortest, TimeSpan.FromMinutes(5)), "VaultOperations:Health:StorageInterval must be from 100 ms to 5 minutes."),
        (IsBetween(options.SlowStorage, Shortest, TimeSpan.FromMinutes(1)), "VaultOperations:Health:SlowStorage must be from 100 ms to 1 minute."),
        (IsBetween(options.Patience, TimeSpan.Zero, TimeSpan.FromHours(1)), "VaultOperations:Health:Patience must be from 0 to 1 hour."),
        (IsBetween(options.MaxClockDrift, TimeSpan.FromSeconds(2), TimeSpan.FromHours(1)),
            "VaultOperations:Health:MaxClockDrift must be from 2 s to 1 hour: Vault tells whole seconds."),
        (IsBetween(options.FailoverSettled, TimeSpan.Zero, TimeSpan.FromDays(1)), "VaultOperations:Health:FailoverSettled must be from 0 to 1 day."),
    ];

    private static bool IsNode(Uri node) => node is { IsAbsoluteUri: true, Scheme: "http" or "https", AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" };
}
