namespace PenguinMails.VaultOperations.Configuration;

/// <summary>Section <c>VaultOperations</c>.</summary>
public sealed class VaultOperationsOptions
{
    public const string Section = "VaultOperations";

    /// <summary>Credentials are delivered into <c>{DeliveryFolder}/{service}/</c> (mode 0700).</summary>
    public string? DeliveryFolder { get; set; }

    /// <summary>
    /// A file with a token that may do anything, for the first start and for upgrades of this service's own policy. It is used for
    /// this service's own AppRole and policy only. When that is done and every service has its credentials, the token is revoked and the file deleted.
    /// Optional once a credential is delivered.
    /// </summary>
    public string? BootstrapTokenFile { get; set; }

    /// <summary>
    /// Leaves the bootstrap token alone: of a development instance, where it can do nothing but open this service's own access again, after whatever pause.
    /// Default false.
    /// </summary>
    public bool KeepBootstrapToken { get; set; }

    /// <summary>
    /// Where Vault writes its audit log: a path on Vault's own machine, writable by Vault.
    /// Default: whatever device is enabled already, else <c>vault-audit.log</c> beside the delivery folder, right when both run on
    /// one machine.
    /// </summary>
    public string? AuditFile { get; set; }

    /// <summary>
    /// Where Audit listens for Vault's entries (<c>Audit:VaultTrail:Listen</c>), as Vault reaches it, for example <c>127.0.0.1:8300</c>: a
    /// second audit device, beside the file. Default: none.
    /// </summary>
    public string? AuditSocket { get; set; }

    /// <summary>How often Vault is compared with the repository. Default 30 s.</summary>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The interval between checks of the delivery folders. Default 1 s.</summary>
    public TimeSpan DeliveryInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many unclaimed credentials each service finds. Default 4: an instance that starts takes one.</summary>
    public int PoolSize { get; set; } = 4;

    /// <summary>How long a delivered credential works. Default 15 minutes; replaced when two thirds have passed.</summary>
    public TimeSpan SecretIdTimeToLive { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>A service's token lives this long unless renewed. Default 1 h.</summary>
    public TimeSpan TokenTimeToLive { get; set; } = TimeSpan.FromHours(1);

    /// <summary>However often renewed, a token ends after this and the service signs in anew. Default 24 h.</summary>
    public TimeSpan TokenMaxTimeToLive { get; set; } = TimeSpan.FromHours(24);
}
