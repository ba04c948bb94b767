namespace PenguinMails.Audit.AuditLogs;

/// <summary>Reads a tenant's records, and leaves out who others are.</summary>
internal sealed class TenantAuditQuery(AuditLogQuery query, Database database)
{
    public async Task<TenantAuditPage> FindAsync(Guid tenantId, AuditLogFilter filter, AuditLogPosition position, CancellationToken cancellationToken)
    {
        // A name that would find others' records confirms that it is theirs.
        var asked = new[] { filter.User is { } user && !IsService(user) ? user : null, filter.OnBehalfOf }.OfType<string>().ToList();
        if (asked.Count > 0 && !(await OwnAsync(tenantId, asked, cancellationToken)).IsSupersetOf(asked))
        {
            return new TenantAuditPage([], position.Page.Number, position.Page.Size, Total: 0, Next: null);
        }

        var page = await query.FindAsync(filter with { TenantId = tenantId }, position, cancellationToken);
        var own = await OwnAsync(tenantId, page.Items.SelectMany(entry => new[] { entry.User, entry.OnBehalfOf }).OfType<string>(), cancellationToken);
        return new TenantAuditPage([.. page.Items.Select(entry => TenantAuditView.Of(entry, tenantId, own))], page.Page, page.PageSize, page.Total, page.Next);
    }

    /// <returns>Those of the names that are of the tenant's people.</returns>
    private async Task<IReadOnlySet<string>> OwnAsync(Guid tenantId, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var keys = names.Select(name => name.ToLowerInvariant()).Distinct(StringComparer.Ordinal).ToArray();
        var own = await database.ReadAsync(
            connection => connection.QueryAsync<string>("select name_key from audit_person where tenant_id = @tenantId and name_key = any(@keys)", new { tenantId, keys }),
            cancellationToken);
        return own.ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsService(string name) => PlatformServices.All.Contains(name, StringComparer.OrdinalIgnoreCase);
}
