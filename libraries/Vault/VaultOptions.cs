namespace PenguinMails.Vault;

/// <summary>How a service reaches Vault: section <c>Vault</c>.</summary>
public sealed class VaultOptions
{
    public const string Section = "Vault";

    /// <summary>Vault's address, <c>http</c> or <c>https</c>, without a path.</summary>
    public Uri? Address { get; set; }

    /// <summary>
    /// The folder into which VaultOperations delivers this service's credential: <c>role-id</c> and <c>wrapped-secret-id.*</c>.
    /// Set this or <see cref="TokenFile"/>.
    /// </summary>
    public string? CredentialFolder { get; set; }

    /// <summary>A file that holds a token. For bootstrap only; services use <see cref="CredentialFolder"/>.</summary>
    public string? TokenFile { get; set; }

    /// <summary>The KV v2 mount. Default <c>secret</c>.</summary>
    public string KeyValueMount { get; set; } = "secret";

    /// <summary>The transit mount. Default <c>transit</c>.</summary>
    public string TransitMount { get; set; } = "transit";

    /// <summary>The AppRole mount below <c>auth/</c>. Default <c>approle</c>.</summary>
    public string AppRoleMount { get; set; } = "approle";

    /// <summary>How long one attempt may take. Default 8 s: enough for a slow Vault.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>How long a call may take with all its attempts and waits for a token. Default 15 s.</summary>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a call that is safe to repeat is repeated. Default 3, with exponential back-off and jitter.</summary>
    public int MaxRetries { get; set; } = 3;

    /// <summary>The first wait between attempts; it doubles, with jitter. Default 100 ms.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long the circuit stays open after more than half of the calls failed. Default 2 s.</summary>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(2);
}
