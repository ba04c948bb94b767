namespace PenguinMails.KeyIssuance.TenantStates;

/// <summary>Reads how tenants stand, as <see cref="TenantStatesReported"/> says it.</summary>
internal sealed class TenantStateQuery(SecretTypeCatalog types)
{
    /// <summary>Types that let others show something of their secrets.</summary>
    private readonly string[] _showing = [.. types.All.Where(type => type.PublicSettings.Count > 0).Select(type => type.Name)];

    public async Task<IReadOnlyList<TenantState>> ReadAsync(DatabaseTransaction transaction, IReadOnlyCollection<Guid> tenants)
    {
        var parameters = new { tenants = tenants.ToArray(), showing = _showing };
        var secrets = (await transaction.QueryAsync<SecretRow>(SecretsSql, parameters)).ToLookup(row => row.TenantId, row => row.ToState(types.Find(row.Type)?.PublicSettings ?? []));
        var keys = (await transaction.QueryAsync<KeyRow>(KeysSql, parameters)).ToLookup(row => row.TenantId, row => row.ToState());
        return [.. (await transaction.QueryAsync<TenantRow>(TenantsSql, parameters)).Select(row => row.ToState([.. secrets[row.TenantId]], [.. keys[row.TenantId]]))];
    }

    private const string TenantsSql =
        """
        select t.tenant_id, t.name, v.address, v.port, v.state = 'abandoned' as is_lost, v.unreachable_since,
               case when v.state = 'abandoned' then (
                   select max(o.finished_at) from operation o join secret s on s.secret_id = o.secret_id
                   where s.tenant_id = t.tenant_id and o.kind = 'abandon' and o.status = 'succeeded') end as lost_at
        from tenant t
        left join lateral (
            select * from server where tenant_id = t.tenant_id order by state = 'abandoned', created_at desc limit 1) v on true
        where t.tenant_id = any(@tenants) order by t.tenant_id
        """;

    private const string SecretsSql =
        """
        select s.tenant_id, s.type, s.name, s.next_rotation, coalesce(v.state = 'abandoned', false) as is_server_lost,
               v.unreachable_since is not null as is_unreachable, c.version_id is not null as has_current, c.fingerprint, c.promoted_at,
               o.operation_id, o.kind as operation_kind, o.waiting_for, o.started_at as operation_started_at,
               (select max(r.claimed_at) from reveal r join secret_version x using (version_id) where x.secret_id = s.secret_id) as revealed_at,
               (select max(x.grace_ends_at) from secret_version x where x.secret_id = s.secret_id and x.state = 'retiring') as grace_ends_at,
               (select count(*)::int from secret_version x where x.secret_id = s.secret_id and x.state = 'revoking') as revoking_count,
               (select count(*)::int from secret_version x where x.secret_id = s.secret_id and x.state = 'revoked') as revoked_count,
               coalesce((select f.status = 'failed' and f.error_code not like 'superseded%' from operation f
                         where f.secret_id = s.secret_id and f.finished_at is not null and f.kind in ('enroll', 'issue', 'rotate', 'regenerate', 'reset')
                         order by f.started_at desc limit 1), false) as has_failed,
               case when s.type = any(@showing) then s.settings::text end as settings,
               case when s.type = any(@showing) then c.public_data::text end as public_data
        from secret s
        left join server v on v.server_id = s.server_id
        left join secret_version c on c.secret_id = s.secret_id and c.state = 'current'
        left join operation o on o.secret_id = s.secret_id and o.status in ('pending', 'running')
        where s.tenant_id = any(@tenants) and s.deleted_at is null order by s.tenant_id, s.type, s.name
        """;

    private const string KeysSql =
        """
        select tenant_id, key_id, name, permissions, rate_limit_per_minute, created_at, expires_at, last_used_at, request_count
        from api_key where tenant_id = any(@tenants) and revoked_at is null and (expires_at is null or expires_at > now()) order by tenant_id, key_id
        """;

    private sealed class KeyRow
    {
        public Guid TenantId { get; init; }
        public Guid KeyId { get; init; }
        public string Name { get; init; } = "";
        public string[] Permissions { get; init; } = [];
        public int RateLimitPerMinute { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset? ExpiresAt { get; init; }
        public DateTimeOffset? LastUsedAt { get; init; }
        public long RequestCount { get; init; }

        public ApiKeyState ToState() => new(KeyId, Name, Permissions, RateLimitPerMinute, CreatedAt, ExpiresAt, LastUsedAt, RequestCount);
    }

    private sealed class TenantRow
    {
        public Guid TenantId { get; init; }
        public string Name { get; init; } = "";
        public string? Address { get; init; }
        public int? Port { get; init; }
        public bool? IsLost { get; init; }
        public DateTimeOffset? UnreachableSince { get; init; }
        public DateTimeOffset? LostAt { get; init; }

        public TenantState ToState(IReadOnlyList<SecretState> secrets, IReadOnlyList<ApiKeyState> keys) => new(
            TenantId, Name, Address is null ? null : new ServerState(Address, Port!.Value, IsLost!.Value, UnreachableSince, LostAt), secrets, keys);
    }

    private sealed class SecretRow
    {
        public Guid TenantId { get; init; }
        public string Type { get; init; } = "";
        public string Name { get; init; } = "";
        public DateTimeOffset? NextRotation { get; init; }
        public bool IsServerLost { get; init; }
        public bool IsUnreachable { get; init; }
        public bool HasCurrent { get; init; }
        public string? Fingerprint { get; init; }
        public DateTimeOffset? PromotedAt { get; init; }
        public Guid? OperationId { get; init; }
        public string? OperationKind { get; init; }
        public string? WaitingFor { get; init; }
        public DateTimeOffset? OperationStartedAt { get; init; }
        public DateTimeOffset? RevealedAt { get; init; }
        public DateTimeOffset? GraceEndsAt { get; init; }
        public int RevokingCount { get; init; }
        public int RevokedCount { get; init; }
        public bool HasFailed { get; init; }
        public string? Settings { get; init; }
        public string? PublicData { get; init; }

        /// <param name="shown">Names of what the type shows.</param>
        public SecretState ToState(IReadOnlyList<string> shown) => new(
            Type,
            Name,
            new SecretFacts(RevokingCount, RevokedCount, HasCurrent, IsServerLost, IsUnreachable, OperationKind, WaitingFor, NextRotation).Status,
            HasCurrent,
            HasFailed,
            PromotedAt,
            HasCurrent ? NextRotation : null,
            Fingerprint,
            GraceEndsAt,
            RevealedAt,
            OperationId is { } operationId ? new OperationState(operationId, OperationKind!, OperationStartedAt!.Value) : null,
            ShownOf(shown));

        /// <summary>A value of the current version goes before a setting of the same name, which is for the next one.</summary>
        private Dictionary<string, string> ShownOf(IReadOnlyList<string> shown)
        {
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var json in new[] { Settings, PublicData }.OfType<string>())
            {
                foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(json)!.Where(pair => shown.Contains(pair.Key)))
                {
                    values[name] = value;
                }
            }

            return values;
        }
    }
}
