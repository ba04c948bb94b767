namespace PenguinMails.AdminQuery.Secrets;

/// <summary>Reads how the secrets of a tenant stand.</summary>
internal sealed class SecretQuery(Database database, ProjectionState state)
{
    /// <returns>Null when no such tenant is known, and whether there is none then.</returns>
    public Task<(TenantSecrets? Tenant, bool IsWhole)> FindAsync(Guid tenantId, CancellationToken cancellationToken) => database.ReadAsync(
        async read =>
        {
            var currency = await state.ReadAsync(read);
            var parameters = new { tenantId, type = (string?)null, now = currency.Now };
            var tenant = await read.QuerySingleOrDefaultAsync<TenantRow>(
                $"select name, address, {Health.Sql} as Health, last_rotation, next_rotation, unreachable_since, is_server_lost, server_lost_at from tenant where tenant_id = @tenantId", parameters);
            if (tenant is null)
            {
                return (null, currency.IsWhole);
            }

            var secrets = await read.QueryAsync<ShownSecret>(SecretsSql, parameters);
            return (
                (TenantSecrets?)new TenantSecrets(
                    tenantId, tenant.Name, tenant.Address, tenant.Health, tenant.LastRotation, tenant.NextRotation, tenant.UnreachableSince,
                    tenant.IsServerLost, tenant.ServerLostAt, currency.AsOf, currency.BehindSeconds)
                {
                    ApiKeys = TenantApiKeys.Of(await read.QueryAsync<ShownApiKey>(ApiKeysSql, parameters), currency.Now),
                    Smtp = OfType(secrets, SecretTypes.Smtp),
                    Dkim = OfType(secrets, SecretTypes.Dkim),
                    ByType = Others(secrets),
                },
                currency.IsWhole);
        },
        cancellationToken);

    /// <returns>Null when no such tenant is known, and whether there is none then.</returns>
    public Task<(IReadOnlyList<SecretOverview>? Secrets, bool IsWhole)> ListAsync(Guid tenantId, string type, CancellationToken cancellationToken) => database.ReadAsync(
        async read =>
        {
            var currency = await state.ReadAsync(read);
            return await read.ScalarAsync<bool>("select exists (select from tenant where tenant_id = @tenantId)", new { tenantId })
                ? ([.. (await read.QueryAsync<ShownSecret>(SecretsSql, new { tenantId, type, now = currency.Now })).Select(row => row.ToOverview())], currency.IsWhole)
                : ((IReadOnlyList<SecretOverview>?)null, currency.IsWhole);
        },
        cancellationToken);

    private static IReadOnlyList<SecretOverview> OfType(IReadOnlyList<ShownSecret> rows, string type) =>
        [.. rows.Where(row => row.Type == type).Select(row => row.ToOverview())];

    private static Dictionary<string, object> Others(IReadOnlyList<ShownSecret> rows)
    {
        var byType = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [SecretTypes.Ssh] = rows.Where(row => row.Type == SecretTypes.Ssh).ToDictionary(row => row.Name, row => row.ToSshKey(), StringComparer.Ordinal),
        };
        foreach (var type in rows.Select(row => row.Type).Where(type => !SecretTypes.Rotated.Contains(type)).Distinct(StringComparer.Ordinal))
        {
            byType[type] = OfType(rows, type);
        }

        return byType;
    }

    private const string SecretsSql =
        $"""
        select type, name, {Statuses.OfSecret} as Status, {Health.Sql} as Health, last_rotated, next_rotation, fingerprint, last_revealed, grace_ends_at,
               operation_id, operation_kind, operation_started_at, settings::text as settings
        from secret where tenant_id = @tenantId and (@type::text is null or type = @type) order by type, name
        """;

    private const string ApiKeysSql =
        """
        select key_id, name, permissions::text as permissions, rate_limit_per_minute, created_at, expires_at, last_used_at, request_count
        from api_key where tenant_id = @tenantId and (expires_at is null or expires_at > @now) order by created_at desc, key_id
        """;

    private sealed class TenantRow
    {
        public string Name { get; init; } = "";
        public string? Address { get; init; }
        public string Health { get; init; } = "";
        public DateTimeOffset? LastRotation { get; init; }
        public DateTimeOffset? NextRotation { get; init; }
        public DateTimeOffset? UnreachableSince { get; init; }
        public bool IsServerLost { get; init; }
        public DateTimeOffset? ServerLostAt { get; init; }
    }
}
