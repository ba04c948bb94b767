namespace PenguinMails.Audit.AuditLogs;

/// <summary>Shows a record to the tenant that it is about.</summary>
internal static class TenantAuditView
{
    private const string Erased = "(erased)";
    private const string Administrator = "(administrator)";
    private const string AnotherTenant = "(another tenant)";

    /// <param name="entry">A record of the tenant.</param>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="own">The addresses of the tenant's people.</param>
    public static TenantAuditEntry Of(AuditLogEntry entry, Guid tenantId, IReadOnlySet<string> own)
    {
        var isOwn = IsOfTenants(entry.Role) && own.Contains(entry.User);
        return new TenantAuditEntry(
            entry.Sequence,
            entry.Timestamp,
            entry.Service,
            entry.Action,
            tenantId,
            isOwn || entry.User == Erased || entry.Role == Roles.Service ? entry.User : IsOfTenants(entry.Role) ? AnotherTenant : Administrator,
            entry.Role,
            isOwn ? entry.UserId : null,
            entry.OnBehalfOf is not { } person || person == Erased || own.Contains(person) ? entry.OnBehalfOf : Administrator,
            entry.CampaignId,
            entry.SecretType,
            entry.SecretName,
            entry.VersionId,
            entry.Target,
            isOwn ? entry.IpAddress : null,
            entry.Outcome,
            isOwn || entry.Reason is null ? entry.Reason : PersonalText.WithoutAddresses(entry.Reason),
            entry.Code,
            entry.CorrelationId,
            entry.TraceId,
            entry.Hash);
    }

    private static bool IsOfTenants(string role) => role is Roles.TenantOwner or Roles.TenantAdmin;
}
