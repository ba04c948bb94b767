namespace PenguinMails.KeyIssuance.Drift;

/// <summary>Which findings are asked for.</summary>
/// <param name="State">One of <see cref="FindingStates"/>; null: any.</param>
/// <param name="Kind">One of <see cref="DriftKinds"/>; null: any.</param>
/// <param name="TenantId">Only this tenant's findings; null for every tenant's.</param>
/// <param name="Page">Which page.</param>
public sealed record DriftFilter(string? State, string? Kind, Guid? TenantId, Page Page)
{
    /// <summary>Reads the query's values; records what is wrong with them.</summary>
    public static DriftFilter Parse(string? state, string? tenantId, string? kind, string? page, string? pageSize, FieldErrors errors)
    {
        var tenant = Guid.TryParse(tenantId, out var parsed) ? parsed : (Guid?)null;
        errors.RequireOneOf(state, FindingStates.All, "state")
            .RequireOneOf(kind, DriftKinds.All, "kind")
            .Require(tenantId is null || tenant is not null, "tenantId", "Must be a UUID.");
        return new DriftFilter(state, kind, tenant, Page.Parse(page, pageSize, errors));
    }
}

/// <summary>Reads findings, newest first.</summary>
public sealed class DriftFindingQuery(Database database)
{
    public Task<PageOf<DriftFinding>> FindAsync(DriftFilter filter, CancellationToken cancellationToken) => database.ReadAsync(
        async read =>
        {
            var where = "true" + (filter.State is null ? "" : " and f.state = @State") + (filter.Kind is null ? "" : " and f.kind = @Kind")
                + (filter.TenantId is null ? "" : " and f.tenant_id = @TenantId");
            var rows = await filter.Page.ReadAsync<FindingRow>(
                read, FindingRow.Columns, $"{FindingRow.Tables} where {where}", "f.first_seen_at desc, f.finding_id", new { filter.State, filter.Kind, filter.TenantId });
            return rows.Select(DriftFinding.From);
        },
        cancellationToken);
}
