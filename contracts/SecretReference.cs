namespace PenguinMails.Contracts;

/// <summary>Names one secret of one tenant. It says nothing of its material.</summary>
/// <param name="TenantId">The tenant's id.</param>
/// <param name="Type">The secret type, one of <see cref="SecretTypes"/>.</param>
/// <param name="Name">The secret's name within its type, for example <c>tenant</c> or <c>admin</c> for SSH keys.</param>
public sealed record SecretReference(Guid TenantId, string Type, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Type}/{TenantId}/{Name}";
}

/// <summary>The secret types the platform knows, as they appear in paths, messages and API fields.</summary>
public static class SecretTypes
{
    /// <summary>SSH keys of a tenant's server.</summary>
    public const string Ssh = "ssh";

    /// <summary>Credentials for sending mail.</summary>
    public const string Smtp = "smtp";

    /// <summary>Keys that sign a domain's mail.</summary>
    public const string Dkim = "dkim";

    /// <summary>Every type that is rotated by schedule.</summary>
    public static readonly IReadOnlyList<string> Rotated = [Ssh, Smtp, Dkim];
}

/// <summary>What secrets of each type are called in the first part of audited actions, such as <c>smtp.rotate</c>.</summary>
public static class AuditSubjects
{
    /// <summary>Secrets of type <see cref="SecretTypes.Ssh"/>.</summary>
    public const string Ssh = "ssh_key";

    /// <summary>Secrets of type <see cref="SecretTypes.Smtp"/>.</summary>
    public const string Smtp = "smtp";

    /// <summary>Secrets of type <see cref="SecretTypes.Dkim"/>.</summary>
    public const string Dkim = "dkim_key";

    /// <summary>Every type's.</summary>
    public static readonly IReadOnlyList<string> All = [Ssh, Smtp, Dkim];

    /// <summary>What secrets of a type are called.</summary>
    /// <returns>Null for a type that is not known.</returns>
    public static string? Of(string? type) => type switch
    {
        SecretTypes.Ssh => Ssh,
        SecretTypes.Smtp => Smtp,
        SecretTypes.Dkim => Dkim,
        _ => null,
    };
}

/// <summary>How records and messages name keys with which a tenant's programs call the API. They are neither rotated by schedule nor kept in Vault.</summary>
public static class ApiKeySecrets
{
    /// <summary>Their type; the name is the key's id.</summary>
    public const string Type = "api-key";
}
