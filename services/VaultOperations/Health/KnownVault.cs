namespace PenguinMails.VaultOperations.Health;

/// <summary>What is known of Vault, from its last answers; null: it never said.</summary>
internal sealed record KnownVault
{
    public static readonly KnownVault Nothing = new();

    public bool? Sealed { get; init; }
    public bool? Initialized { get; init; }
    public bool? Standby { get; init; }
    public string? Version { get; init; }
    public string? ActiveNode { get; init; }

    /// <summary>Takes over what a sample says; of what it does not say, the last answer stands.</summary>
    public KnownVault With(VaultSample sample) => sample.Speaker is not { } speaker ? this : new()
    {
        Sealed = sample.Sealed,
        Initialized = speaker.State != VaultState.Uninitialised,
        Standby = speaker.State is VaultState.Standby or VaultState.Secondary,
        Version = speaker.Version ?? Version,
        ActiveNode = sample.ActiveNode ?? ActiveNode,
    };

    /// <summary>Fills in what is not known here.</summary>
    public KnownVault Or(KnownVault other) => new()
    {
        Sealed = Sealed ?? other.Sealed,
        Initialized = Initialized ?? other.Initialized,
        Standby = Standby ?? other.Standby,
        Version = Version ?? other.Version,
        ActiveNode = ActiveNode ?? other.ActiveNode,
    };
}
