namespace PenguinMails.DevVault.Transit;

/// <summary>What a key can do, by Vault's name of its type.</summary>
/// <param name="KeyLength">Bytes of symmetric key; zero for key pairs.</param>
internal sealed record KeyType(string Name, int KeyLength, bool Encrypts, bool Signs, bool Derives)
{
    private static readonly KeyType[] All =
    [
        new("aes128-gcm96", 16, Encrypts: true, Signs: false, Derives: true),
        new("aes256-gcm96", 32, Encrypts: true, Signs: false, Derives: true),
        new("chacha20-poly1305", 32, Encrypts: true, Signs: false, Derives: true),
        new("ecdsa-p256", 0, Encrypts: false, Signs: true, Derives: false),
        new("ecdsa-p384", 0, Encrypts: false, Signs: true, Derives: false),
        new("ecdsa-p521", 0, Encrypts: false, Signs: true, Derives: false),
        new("rsa-2048", 0, Encrypts: true, Signs: true, Derives: false),
        new("rsa-3072", 0, Encrypts: true, Signs: true, Derives: false),
        new("rsa-4096", 0, Encrypts: true, Signs: true, Derives: false),
    ];

    public bool IsSymmetric => KeyLength > 0;

    public bool IsRsa => Name.StartsWith("rsa-", StringComparison.Ordinal);

    /// <summary>Null for types that .NET has no implementation of (ed25519) or that do not exist.</summary>
    public static KeyType? Find(string name) => Array.Find(All, type => type.Name == name);
}
