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
            async connection => (await page.ReadAsync<ChangeRow>(
                connection,
                """
                type, version, tenant_id, before, after, actor ->> 'user' as ChangedBy,
                reason, changed_at
                """,
                "rotation_policy_change where (@type::text is null or type = @type) and (@tenantId::uuid is null or tenant_id = @tenantId)",
                "changed_at desc, type, version desc",
                new { type, tenantId })).Select(row => row.View()),
            cancellationToken);

    private const string Select =
        """
        select p.type, p.tenant_id, p.settings as SettingsJson, p.version, c.changed_at, c.actor ->> 'user' as ChangedBy
        from rotation_policy p join rotation_policy_change c on c.type = p.type and c.version = p.version
        """;

    private static PolicySettings? Settings(string? json) => json is null ? null : JsonSerializer.Deserialize<PolicySettings>(json, JsonSerializerOptions.Web);

    private sealed record Row(string Type, Guid? TenantId, string SettingsJson, long Version, DateTimeOffset ChangedAt, string ChangedBy)
    {
        public PolicyView View() => PolicyView.Of(Type, TenantId, Settings(SettingsJson)!, Version, ChangedAt, ChangedBy);
    }

    private sealed record ChangeRow(
        string Type, long Version, Guid? TenantId, string? Before, string? After, string ChangedBy, string? Reason, DateTimeOffset ChangedAt)
    {
        public PolicyChangeView View() => new(Type, Version, TenantId, Settings(Before), Settings(After), ChangedBy, Reason, ChangedAt);
    }
}
