namespace PenguinMails.Vault.Transit;

/// <summary>Vault's names of the key types.</summary>
internal static class TransitKeyTypes
{
    public static string Name(TransitKeyType type) => type switch
    {
        TransitKeyType.Aes256Gcm96 or TransitKeyType.Aes256Gcm96Derived => "aes256-gcm96",
        TransitKeyType.EcdsaP256 => "ecdsa-p256",
        TransitKeyType.Ed25519 => "ed25519",
        TransitKeyType.Rsa4096 => "rsa-4096",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown type of transit key."),
    };
}
