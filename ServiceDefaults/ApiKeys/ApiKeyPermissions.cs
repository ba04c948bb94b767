namespace PenguinMails.ServiceDefaults;

/// <summary>What a tenant can allow an API key to do. Keys read, and send mail; what changes or reveals a secret is a person's, with step-up.</summary>
public static class ApiKeyPermissions
{
    /// <summary>How the tenant's access to its server stands; no private key.</summary>
    public const string SshRead = "ssh:read";

    /// <summary>The tenant's DKIM keys and DNS records.</summary>
    public const string DkimRead = "dkim:read";

    /// <summary>The tenant's API keys and their usage; no key's secret.</summary>
    public const string ApiKeysRead = "api-keys:read";

    /// <summary>What the ledger says about the tenant.</summary>
    public const string AuditRead = "audit:read";

    /// <summary>Sending mail, as the mail service decides.</summary>
    public const string EmailSend = "email:send";

    /// <summary>Reading mail, as the mail service decides.</summary>
    public const string EmailRead = "email:read";

    public static readonly IReadOnlyList<string> All = [SshRead, DkimRead, ApiKeysRead, AuditRead, EmailSend, EmailRead];
}
