namespace PenguinMails.KeyIssuance.Drift;

/// <summary>Which findings are asked for.</summary>
/// <param name="State">One of <see cref="FindingStates"/>; null: any.</param>
/// <param name="Kind">One of <see cref="DriftKinds"/>; null: any.</param>
/// <param name="TenantId">Only this tenant's findings; null for every tenant's.</param>
/// <param name="Page">Which page.</param>
public sealed record DriftFilter(string? State, string? Kind, Guid? TenantId, Page Page)
{
    private static readonly string[] Kinds =
    [
        DriftKinds.UnknownKey, DriftKinds.MissingKey, DriftKinds.BannedKey, DriftKinds.EndedKey, DriftKinds.WrongExpiry, DriftKinds.ChangedMode,
    ];

    /// <summary>Reads the query's values; records what is wrong with them.</summary>
    public static DriftFilter Parse(string? state, string? tenantId, string? kind, string? page, string? pageSize, FieldErrors errors)
    {
        var tenant = Guid.TryParse(tenantId, out var parsed) ? parsed : (Guid?)null;
        errors.Require(state is null || FindingStates.All.Contains(state), "state", $"Must be one of {string.Join(", ", FindingStates.All)}.")
            .Require(kind is null || Kinds.Contains(kind), "kind", $"Must be one of {string.Join(", ", Kinds)}.")
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
            var parameters = new { filter.State, filter.Kind, filter.TenantId, filter.Page.Size, filter.Page.Offset, Page.Reach };
            var rows = await read.QueryAsync<FindingRow>(
                $"""
                select {FindingRow.Columns} from {FindingRow.Tables} where {where}
                order by f.first_seen_at desc, f.finding_id limit @Size offset @Offset
                """,
                parameters);
            var total = await read.ScalarAsync<int>($"select count(*) from (select from drift_finding f where {where} limit @Reach) as matching", parameters);
            return new PageOf<DriftFinding>([.. rows.Select(DriftFinding.From)], filter.Page.Number, filter.Page.Size, total);
        },
        cancellationToken);
}
