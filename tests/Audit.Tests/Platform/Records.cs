using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;

namespace PenguinMails.Audit.Tests.Platform;

/// <summary>Messages as services publish them, with what a test does not care for filled in.</summary>
internal static class Records
{
    public static readonly Guid Tenant = Guid.Parse("550e8400-e29b-41d4-a716-446655440000");

    public static AuditRecorded Record(
        string action = "ssh_key.download",
        string outcome = AuditOutcomes.Success,
        string user = "owner@acme.example",
        Guid? tenantId = null,
        string? reason = null,
        DateTimeOffset? at = null) => new(
            Guid.CreateVersion7(),
            at ?? TimeProvider.System.GetUtcNow(),
            "key-issuance",
            action,
            outcome,
            new AuditActor(Guid.CreateVersion7(), user, "tenant_owner", Guid.CreateVersion7(), "127.0.0.1", "a browser"),
            tenantId ?? Tenant,
            new SecretReference(tenantId ?? Tenant, SecretTypes.Ssh, "tenant"),
            Guid.CreateVersion7(),
            Guid.CreateVersion7(),
            reason,
            Code: null,
            "4bf92f3577b34da6a3ce929d0e0e4736",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["fingerprint"] = "SHA256:abc", ["as"] = "äöü \u0001 😀" });

    /// <summary>What a service did in a campaign that an administrator started.</summary>
    public static AuditRecorded OfCampaign(Guid campaignId, string starter, string action = "ssh_key.rotate", string? reason = null, DateTimeOffset? at = null)
    {
        var record = Record(action, user: "key-issuance", reason: reason, at: at);
        return record with
        {
            Actor = new AuditActor(null, "key-issuance", "service", null, null, null),
            OnBehalfOf = new OnBehalfOf(Guid.CreateVersion7(), starter, "admin"),
            CampaignId = campaignId,
        };
    }

    public static AlertRaised Alert(string key = "host-key/acme", string severity = AlertSeverities.Warning, DateTimeOffset? at = null, string summary = "The host key changed.") => new(
        Guid.CreateVersion7(),
        "ssh.host_key_changed",
        severity,
        key,
        Tenant,
        new SecretReference(Tenant, SecretTypes.Ssh, "tenant"),
        summary,
        "Ask the provider.",
        "4bf92f3577b34da6a3ce929d0e0e4736",
        at ?? TimeProvider.System.GetUtcNow());
}
