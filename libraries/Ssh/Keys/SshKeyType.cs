namespace PenguinMails.Ssh;

/// <summary>Key algorithms that the platform issues.</summary>
public enum SshKeyType
{
    /// <summary>Ed25519 (RFC 8709), the default.</summary>
    Ed25519,

    /// <summary>RSA with 4096 bits, for servers that know nothing newer.</summary>
    Rsa4096,
}

public static class SshKeyTypeNames
{
    /// <summary>The type as tables and the API name it: <c>ed25519</c> or <c>rsa4096</c>.</summary>
    public static string Name(this SshKeyType type) => type switch
    {
        SshKeyType.Ed25519 => "ed25519",
        SshKeyType.Rsa4096 => "rsa4096",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <exception cref="ArgumentException">No such key type.</exception>
    public static SshKeyType Parse(string name) => name switch
    {
        "ed25519" => SshKeyType.Ed25519,
        "rsa4096" => SshKeyType.Rsa4096,
        _ => throw new ArgumentException($"'{name}' is no key type; use ed25519 or rsa4096.", nameof(name)),
    };
}
