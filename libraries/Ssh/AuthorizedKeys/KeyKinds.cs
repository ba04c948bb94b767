namespace PenguinMails.Ssh;

/// <summary>A kind of key that OpenSSH knows.</summary>
/// <param name="Name">The name that its keys are written under.</param>
/// <param name="Curve">The curve's name within the key; null for keys without one.</param>
/// <param name="IsCertificate">Whether it is a certificate. sshd takes none out of authorized_keys: only the key that signs them counts there.</param>
internal sealed record KeyKind(string Name, string? Curve = null, bool IsCertificate = false)
{
    public bool IsRsa => Name == "ssh-rsa";

    public bool IsDsa => Name == "ssh-dss";

    public bool IsHardware => Name.StartsWith("sk-", StringComparison.Ordinal);
}

/// <summary>The names under which OpenSSH finds kinds of keys. Several names of one kind are as good as its own.</summary>
internal static class KeyKinds
{
    private const string CertificateSuffix = "-cert-v01@openssh.com";

    private static readonly KeyKind Rsa = new("ssh-rsa");
    private static readonly KeyKind Dsa = new("ssh-dss");
    private static readonly KeyKind Ed25519 = new("ssh-ed25519");
    private static readonly KeyKind HardwareEd25519 = new("sk-ssh-ed25519@openssh.com");
    private static readonly KeyKind HardwareEcdsa = new("sk-ecdsa-sha2-nistp256@openssh.com", "nistp256");

    private static readonly Dictionary<string, KeyKind> ByName = new(StringComparer.Ordinal)
    {
        ["ssh-rsa"] = Rsa,
        // Names of signatures, which sshd takes for the key's own.
        ["rsa-sha2-256"] = Rsa,
        ["rsa-sha2-512"] = Rsa,
        ["ssh-dss"] = Dsa,
        ["ssh-ed25519"] = Ed25519,
        ["ecdsa-sha2-nistp256"] = new("ecdsa-sha2-nistp256", "nistp256"),
        ["ecdsa-sha2-nistp384"] = new("ecdsa-sha2-nistp384", "nistp384"),
        ["ecdsa-sha2-nistp521"] = new("ecdsa-sha2-nistp521", "nistp521"),
        [HardwareEd25519.Name] = HardwareEd25519,
        [HardwareEcdsa.Name] = HardwareEcdsa,
        ["webauthn-sk-ecdsa-sha2-nistp256@openssh.com"] = HardwareEcdsa,
    };

    /// <summary>Within a key, and there in any case. Those of ECDSA name no curve, which such a key needs.</summary>
    private static readonly Dictionary<string, KeyKind> ByShortName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["RSA"] = Rsa,
        ["DSA"] = Dsa,
        ["ED25519"] = Ed25519,
        ["ED25519-SK"] = HardwareEd25519,
    };

    /// <summary>The kind that a line names.</summary>
    /// <returns>Null for a name that is not known.</returns>
    public static KeyKind? Find(string name) =>
        ByName.GetValueOrDefault(name)
        ?? (name.EndsWith(CertificateSuffix, StringComparison.Ordinal) && IsCertified(name[..^CertificateSuffix.Length]) ? new KeyKind(name, IsCertificate: true) : null);

    /// <summary>The kind that a key names within itself.</summary>
    /// <returns>Null for a name that is not known.</returns>
    public static KeyKind? FindWithin(string name) => Find(name) ?? ByShortName.GetValueOrDefault(name);

    private static bool IsCertified(string name) => ByName.ContainsKey(name) || name is "sk-ssh-ed25519" or "sk-ecdsa-sha2-nistp256";
}
