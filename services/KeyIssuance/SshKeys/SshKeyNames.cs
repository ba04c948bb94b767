using PenguinMails.Contracts;

namespace PenguinMails.KeyIssuance.SshKeys;

/// <summary>The two keys of every server; different keys for different accounts.</summary>
public static class SshKeyNames
{
    /// <summary>Opens the admin account. The platform's own: never shown to anyone.</summary>
    public const string Admin = "admin";

    /// <summary>Opens the tenant's account. Handed out once per version.</summary>
    public const string Tenant = "tenant";

    /// <summary>The one-time credential of an enrolment; no secret with versions.</summary>
    public const string Bootstrap = "bootstrap";

    /// <summary>Whether the secret is what opens the target for the platform.</summary>
    public static bool OpensTarget(this SecretReference secret) => secret is { Type: SecretTypes.Ssh, Name: Admin };
}
