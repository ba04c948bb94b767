namespace PenguinMails.Vault;

/// <summary>
/// Vault understood and said no; asking again will not help. The message tells the kind of request, never a path with tenant
/// names, material, tokens or Vault's own error text (which can hold a secret id).
/// </summary>
public sealed class VaultRefusedException(VaultRefusal refusal, string route)
    : Exception($"{Words(refusal)} ({route})")
{
    public VaultRefusal Refusal { get; } = refusal;

    /// <summary>The kind of request, for example <c>GET secret/data/penguinmails/ssh/{tenant}/{name}</c>.</summary>
    public string Route { get; } = route;

    private static string Words(VaultRefusal refusal) => refusal switch
    {
        VaultRefusal.PermissionDenied => "Vault refused: this service's policy does not allow it.",
        VaultRefusal.KeyMissing => "Vault refused: the transit key does not exist.",
        VaultRefusal.NotMounted => "Vault refused: nothing is mounted there.",
        VaultRefusal.CipherTextInvalid => "Vault refused: the cipher text is damaged, too old, or belongs to another key or context.",
        _ => "Vault refused: it does not accept the request.",
    };
}

/// <summary>Why Vault refused.</summary>
public enum VaultRefusal
{
    /// <summary>403 although the token is good.</summary>
    PermissionDenied,

    /// <summary>400 or 404 and nothing more specific is known.</summary>
    InvalidRequest,

    /// <summary>Transit: no such key.</summary>
    KeyMissing,

    /// <summary>404: no engine at the path.</summary>
    NotMounted,

    /// <summary>Transit: cannot be decrypted.</summary>
    CipherTextInvalid,
}
