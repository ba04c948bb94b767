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
            return tenant is null
                ? (null, currency.IsWhole)
                : ((TenantSecrets?)new TenantSecrets(
                    tenantId, tenant.Name, tenant.Address, tenant.Health, tenant.LastRotation, tenant.NextRotation, tenant.UnreachableSince,
                    tenant.IsServerLost, tenant.ServerLostAt, currency.AsOf, currency.BehindSeconds)
                {
                    ApiKeys = TenantApiKeys.Of(await read.QueryAsync<ShownApiKey>(ApiKeysSql, parameters), currency.Now),
                    ByType = Grouped(await read.QueryAsync<SecretRow>(SecretsSql, parameters)),
                }, currency.IsWhole);
        },
        cancellationToken);

    /// <returns>Null when no such tenant is known, and whether there is none then.</returns>
    public Task<(IReadOnlyList<SecretOverview>? Secrets, bool IsWhole)> ListAsync(Guid tenantId, string type, CancellationToken cancellationToken) => database.ReadAsync(
        async read =>
        {
            var currency = await state.ReadAsync(read);
            return await read.ScalarAsync<bool>("select exists (select from tenant where tenant_id = @tenantId)", new { tenantId })
                ? ([.. (await read.QueryAsync<SecretRow>(SecretsSql, new { tenantId, type, now = currency.Now })).Select(row => row.ToOverview())], currency.IsWhole)
                : ((IReadOnlyList<SecretOverview>?)null, currency.IsWhole);
        },
        cancellationToken);

    private static Dictionary<string, object> Grouped(IReadOnlyList<SecretRow> rows)
    {
        var byType = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [SecretTypes.Ssh] = rows.Where(row => row.Type == SecretTypes.Ssh).ToDictionary(row => row.Name, row => row.ToSshKey(), StringComparer.Ordinal),
        };
        foreach (var others in rows.Where(row => row.Type != SecretTypes.Ssh).GroupBy(row => row.Type, StringComparer.Ordinal))
        {
            byType[others.Key] = others.Select(row => row.ToOverview()).ToList();
        }

        return byType;
    }

    private const string SecretsSql =
        $"""
        select type, name, {Statuses.OfSecret} as Status, {Health.Sql} as Health, last_rotated, next_rotation, fingerprint, last_revealed, grace_ends_at,
               operation_id, operation_kind, operation_started_at
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

    private sealed class SecretRow
    {
        public string Type { get; init; } = "";
        public string Name { get; init; } = "";
        public string Status { get; init; } = "";
        public string Health { get; init; } = "";
        public DateTimeOffset? LastRotated { get; init; }
        public DateTimeOffset? NextRotation { get; init; }
        public string? Fingerprint { get; init; }
        public DateTimeOffset? LastRevealed { get; init; }
        public DateTimeOffset? GraceEndsAt { get; init; }
        public Guid? OperationId { get; init; }
        public string? OperationKind { get; init; }
        public DateTimeOffset? OperationStartedAt { get; init; }

        private OperationInProgress? Operation => OperationId is { } id ? new(id, OperationKind!, OperationStartedAt!.Value) : null;

        public SecretOverview ToOverview() => new(Name, Status, Health, LastRotated, NextRotation, Fingerprint, LastRevealed, GraceEndsAt, Operation);

        public SshKeyOverview ToSshKey() => new(Status, Health, LastRotated, NextRotation, Fingerprint, LastRevealed, GraceEndsAt, Operation);
    }
}
