namespace PenguinMails.AdminQuery.Tenants;

/// <summary>Searches, filters and sorts tenants.</summary>
internal sealed class TenantQuery(Database database, ProjectionState state)
{
    /// <summary>The values of <c>rotationDue</c>: within which time from now on; null: before now.</summary>
    public static readonly IReadOnlyDictionary<string, TimeSpan?> Horizons = new Dictionary<string, TimeSpan?>(StringComparer.Ordinal)
    {
        ["7d"] = TimeSpan.FromDays(7),
        ["30d"] = TimeSpan.FromDays(30),
        ["overdue"] = null,
    };

    /// <summary>The values of <c>sort</c>, and what they sort by.</summary>
    public static readonly IReadOnlyDictionary<string, string> Sorts = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [DefaultSort] = "lower(name)",
        ["tenantId"] = "tenant_id",
        ["vpsIp"] = "address_key",
        ["lastRotation"] = "last_rotation",
        ["nextRotation"] = "next_rotation",
        ["health"] = Health.SqlRank,
    };

    private const string DefaultSort = "tenantName";

    private const string Columns =
        $"""
        tenant_id, name as TenantName, address as VpsIp, last_rotation, next_rotation, {Health.Sql} as Health,
        (select {Statuses.OfType} from tenant_type k where k.tenant_id = t.tenant_id and k.type = 'ssh') as SshKeyStatus,
        (select {Statuses.OfType} from tenant_type k where k.tenant_id = t.tenant_id and k.type = 'smtp') as SmtpStatus,
        (select count(*)::int from api_key k where k.tenant_id = t.tenant_id and (k.expires_at is null or k.expires_at > @now)) as ApiKeysCount,
        coalesce((select secrets from tenant_type k where k.tenant_id = t.tenant_id and k.type = 'dkim'), 0) as DkimKeysCount
        """;

    public Task<TenantPage> ListAsync(TenantFilter filter, Page page, CancellationToken cancellationToken) => database.ReadAsync(
        async read =>
        {
            var currency = await state.ReadAsync(read);
            var horizon = filter.RotationDue is { } due ? Horizons[due] : null;
            var parameters = new
            {
                now = currency.Now,
                search = filter.Search?.Trim().ToLowerInvariant(),
                filter.SecretType,
                tenantIds = filter.ParseTenantIds(),
                until = horizon is { } time ? currency.Now + time : currency.Now,
                page.Size,
                page.Offset,
            };
            var rows = await read.QueryAsync<Row>(PageSql(From(filter), OrderOf(filter)), parameters);
            // Of a page beyond the end, no row says how many there are.
            var total = rows.Count > 0 ? rows[0].Total : page.Offset == 0 ? 0 : await read.ScalarAsync<int>($"select count(*) from {From(filter)}", parameters);
            return new TenantPage(rows, page.Number, page.Size, Math.Min(total, Page.Reach), currency.AsOf, currency.BehindSeconds, currency.IsRebuilding);
        },
        cancellationToken);

    /// <summary>Finds the page and counts in one pass over all tenants; what is shown is read for the page alone.</summary>
    private static string PageSql(string from, string order) =>
        $"""
        select {Columns}, found.total
        from (select tenant_id, count(*) over () as total from {from} order by {order} limit @Size offset @Offset) found join tenant t using (tenant_id)
        order by {order}
        """;

    private static string From(TenantFilter filter)
    {
        var ofType = filter.SecretType is null ? "" : " and k.type = @SecretType";
        string?[] conditions =
        [
            filter.TenantIds is null ? null : "tenant_id = any(@tenantIds)",
            string.IsNullOrWhiteSpace(filter.Search) ? null : "position(@search in search_text) > 0",
            filter is { SecretType: null, Status: null }
                ? null
                : $"exists (select from tenant_type k where k.tenant_id = t.tenant_id{ofType}{(filter.Status is null ? "" : $" and {Statuses.IsOfType[filter.Status]}")})",
            filter.RotationDue is null
                ? null
                : $"exists (select from secret k where k.tenant_id = t.tenant_id{ofType} and next_rotation < @until{(Horizons[filter.RotationDue] is null ? "" : " and next_rotation >= @now")})",
            filter.Health is null ? null : Health.Is[filter.Health],
        ];
        var chosen = string.Join(" and ", conditions.OfType<string>());
        return chosen.Length == 0 ? "tenant t" : $"tenant t where {chosen}";
    }

    private static string OrderOf(TenantFilter filter) =>
        $"{Sorts[filter.Sort ?? DefaultSort]} {(filter.Order == "desc" ? "desc" : "asc")} nulls last, tenant_id";

    private sealed class Row : TenantSummary
    {
        public int Total { get; init; }
    }
}
