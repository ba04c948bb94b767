using PenguinMails.KeyIssuance.Material;

namespace PenguinMails.KeyIssuance.Servers.Connections;

/// <summary>The keys of every server; different keys for different accounts.</summary>
public static class ServerKeys
{
    /// <summary>Opens the admin account. The platform's own: never shown to anyone.</summary>
    public const string Admin = "admin";

    /// <summary>Opens the tenant's account. Handed out once per version.</summary>
    public const string Tenant = "tenant";

    /// <summary>The one-time credential of an enrolment; no secret with versions.</summary>
    public const string Bootstrap = "bootstrap";

    /// <summary>The value that holds a private key, sealed.</summary>
    public const string PrivateKey = "private_key";

    /// <summary>The access key of a tenant's server.</summary>
    public static SecretReference AdminKeyOf(Guid tenantId) => new(tenantId, Contracts.SecretTypes.Ssh, Admin);

    /// <summary>Whether the secret is what lets the platform into a server.</summary>
    public static bool IsServerAccessKey(this SecretReference secret) => secret is { Type: Contracts.SecretTypes.Ssh, Name: Admin };

    /// <summary>Opens the private key among stored values.</summary>
    public static async Task<PlainTextPrivateKey> OpenKeyAsync(
        this TenantSeal seal, Guid tenantId, PlainTextValues stored, CancellationToken cancellationToken)
    {
        using var bytes = await seal.OpenAsync(tenantId, stored, PrivateKey, cancellationToken);
        return new PlainTextPrivateKey(bytes.Span);
    }
}
