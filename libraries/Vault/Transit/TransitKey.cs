namespace PenguinMails.Vault;

/// <summary>The name of a key that never leaves Vault's transit engine.</summary>
public sealed record TransitKey
{
    private TransitKey(string name) => Name = name;

    public string Name { get; }

    /// <summary>Signs the audit ledger's checkpoints.</summary>
    public static TransitKey AuditCheckpoints { get; } = new("audit-checkpoints");

    /// <summary>Encrypts the users' TOTP secrets.</summary>
    public static TransitKey Identity { get; } = new("identity");

    /// <summary>Signs access tokens and step-up grants.</summary>
    public static TransitKey IdentityTokens { get; } = new("identity-tokens");

    /// <summary>Encrypts one tenant's material; deleting it makes all of that tenant's secrets unreadable.</summary>
    public static TransitKey ForTenant(Guid tenantId) => tenantId == Guid.Empty
        ? throw new ArgumentException("A tenant id cannot be empty.", nameof(tenantId))
        : new TransitKey($"tenant-{tenantId:D}");

    /// <exception cref="ArgumentException">Not 1 to 128 letters, digits, '_' or '-'.</exception>
    public static TransitKey Named(string name) => PathSegment.IsValid(name) && !name.Contains('.')
        ? new TransitKey(name)
        : throw new ArgumentException("The name of a transit key is 1 to 128 letters, digits, '_' or '-'.", nameof(name));

    public override string ToString() => Name;
}

/// <summary>What a transit key can do.</summary>
public enum TransitKeyType
{
    /// <summary><c>aes256-gcm96</c>: encrypt, decrypt.</summary>
    Aes256Gcm96,

    /// <summary><c>aes256-gcm96</c>, derived: encrypt and decrypt with a context that belongs to the cipher text.</summary>
    Aes256Gcm96Derived,

    /// <summary><c>ecdsa-p256</c>: sign, verify.</summary>
    EcdsaP256,

    /// <summary><c>ed25519</c>: sign, verify. Not offered by the development Vault.</summary>
    Ed25519,

    /// <summary><c>rsa-4096</c>: encrypt, decrypt, sign, verify.</summary>
    Rsa4096,
}

/// <summary>The state of a transit key.</summary>
/// <param name="LatestVersion">The version that new cipher texts and signatures use.</param>
/// <param name="MinDecryptionVersion">Older versions are refused.</param>
/// <param name="PublicKeys">PEM public keys by version, for keys that have them (to verify signatures without Vault).</param>
public sealed record TransitKeyState(int LatestVersion, int MinDecryptionVersion, IReadOnlyDictionary<int, string> PublicKeys)
{
    /// <summary>When Vault made each version of <see cref="PublicKeys"/>, by Vault's clock.</summary>
    public IReadOnlyDictionary<int, DateTimeOffset> CreatedAt { get; init; } = new Dictionary<int, DateTimeOffset>();
}
