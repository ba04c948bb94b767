namespace PenguinMails.Rotation.Policies;

/// <summary>Lists policies and their changes.</summary>
internal sealed class PolicyQuery(Database database, RotationPolicies policies)
{
    /// <summary>The default of each type, then overrides by tenant.</summary>
    public Task<PageOf<PolicyView>> ListAsync(string? type, Guid? tenantId, Page page, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            var defaults = new List<PolicyView>();
            foreach (var name in RotatedTypes.Names.Where(name => type is null || name == type))
            {
                defaults.Add(await FindAsync(connection, name, tenantId: null)
                    ?? PolicyView.Of(name, null, PolicySettings.Of(policies.Configured(name)!)));
            }

            var first = Math.Max(0, page.Offset - defaults.Count);
            var shown = page.Offset >= defaults.Count ? [] : defaults.Skip(page.Offset).Take(page.Size).ToList();
            var overrides = await connection.QueryAsync<Row>(
                $"""
                {Select} where p.tenant_id is not null and (@type::text is null or p.type = @type) and (@tenantId::uuid is null or p.tenant_id = @tenantId)
                order by p.type, p.tenant_id limit @limit offset @first
                """,
                new { type, tenantId, limit = page.Size - shown.Count, first });
            var total = await connection.ScalarAsync<int>(
                """
                select count(*) from rotation_policy
                where tenant_id is not null and (@type::text is null or type = @type) and (@tenantId::uuid is null or tenant_id = @tenantId)
                """,
                new { type, tenantId });
            return new PageOf<PolicyView>([.. shown, .. overrides.Select(row => row.View())], page.Number, page.Size, defaults.Count + total);
        },
        cancellationToken);

    public static async Task<PolicyView?> FindAsync(DatabaseTransaction transaction, string type, Guid? tenantId) =>
        (await transaction.QuerySingleOrDefaultAsync<Row>(
            $"{Select} where p.type = @type and p.tenant_id is not distinct from @tenantId::uuid", new { type, tenantId }))?.View();

    /// <summary>Changes, newest first.</summary>
    public Task<PageOf<PolicyChangeView>> ChangesAsync(string? type, Guid? tenantId, Page page, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
            {
                const string Where = "(@type::text is null or type = @type) and (@tenantId::uuid is null or tenant_id = @tenantId)";
                var rows = await connection.QueryAsync<ChangeRow>(
                    $"""
                    select type as Type, version as Version, tenant_id as TenantId, before as Before, after as After, actor ->> 'user' as ChangedBy,
                           reason as Reason, changed_at as ChangedAt
                    from rotation_policy_change where {Where} order by changed_at desc, type, version desc limit @Size offset @Offset
                    """,
                    new { type, tenantId, page.Size, page.Offset });
                var total = await connection.ScalarAsync<int>($"select count(*) from rotation_policy_change where {Where}", new { type, tenantId });
                return new PageOf<PolicyChangeView>([.. rows.Select(row => row.View())], page.Number, page.Size, total);
            },
            cancellationToken);

    private const string Select =
        """
        select p.type as Type, p.tenant_id as TenantId, p.settings as SettingsJson, p.version as Version, c.changed_at as ChangedAt, c.actor ->> 'user' as ChangedBy
        from rotation_policy p join rotation_policy_change c on c.type = p.type and c.version = p.version
        """;

    private static PolicySettings? Settings(string? json) => json is null ? null : JsonSerializer.Deserialize<PolicySettings>(json, JsonSerializerOptions.Web);

    private sealed class Row
    {
        public string Type { get; init; } = "";
        public Guid? TenantId { get; init; }
        public string SettingsJson { get; init; } = "";
        public long Version { get; init; }
        public DateTimeOffset ChangedAt { get; init; }
        public string ChangedBy { get; init; } = "";

        public PolicyView View() => PolicyView.Of(Type, TenantId, Settings(SettingsJson)!, Version, ChangedAt, ChangedBy);
    }

    private sealed class ChangeRow
    {
        public string Type { get; init; } = "";
        public long Version { get; init; }
        public Guid? TenantId { get; init; }
        public string? Before { get; init; }
        public string? After { get; init; }
        public string ChangedBy { get; init; } = "";
        public string? Reason { get; init; }
        public DateTimeOffset ChangedAt { get; init; }

        public PolicyChangeView View() => new(Type, Version, TenantId, Settings(Before), Settings(After), ChangedBy, Reason, ChangedAt);
    }
}
