using System.Text.Json.Serialization;

namespace PenguinMails.KeyIssuance.AdminAccess;

/// <summary>Everything that this service knows of a tenant's secrets.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="TenantName">Its display name.</param>
/// <param name="VpsIp">Its server's address; null when it has none.</param>
/// <param name="Health">The worst of its secrets': red, yellow or green.</param>
/// <param name="LastRotation">The newest rotation of any secret, UTC.</param>
/// <param name="NextRotation">The next one that is due, UTC.</param>
public sealed record TenantSecrets(
    Guid TenantId, string TenantName, string? VpsIp, string Health, DateTimeOffset? LastRotation, DateTimeOffset? NextRotation)
{
    /// <summary>The secrets by type, under the name that each type has in an overview.</summary>
    [JsonExtensionData]
    public Dictionary<string, object> ByType { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>Reads how the secrets of a tenant stand.</summary>
public sealed class TenantSecretsQuery(Database database, SecretTypeCatalog types, TimeProvider time)
{
    private static readonly string[] Worst = ["red", "yellow", "green"];

    /// <returns>Null when there is no such tenant.</returns>
    public Task<TenantSecrets?> FindAsync(Guid tenantId, CancellationToken cancellationToken) => database.ReadAsync(
        async read =>
        {
            if (await FindTenantAsync(read, tenantId) is not { } tenant)
            {
                return null;
            }

            var secrets = (await SecretsAsync(read, tenantId, type: null)).ToLookup(row => row.Type, row => row.ToStatus(time.GetUtcNow()), StringComparer.Ordinal);
            var all = secrets.SelectMany(group => group).ToArray();
            return new TenantSecrets(
                tenantId, tenant.Name, tenant.Address,
                Array.Find(Worst, health => all.Any(secret => secret.Health == health)) ?? "yellow",
                all.Max(secret => secret.LastRotated),
                all.Min(secret => secret.NextRotation))
            {
                ByType = types.All.ToDictionary(
                    type => type.Descriptor.OverviewName, type => type.Overview([.. secrets[type.Name]]), StringComparer.Ordinal),
            };
        },
        cancellationToken);

    /// <returns>Null when there is no such tenant.</returns>
    public Task<IReadOnlyList<SecretOverview>?> ListAsync(Guid tenantId, string type, CancellationToken cancellationToken) => database.ReadAsync(
        async read => await FindTenantAsync(read, tenantId) is null
            ? null
            : (IReadOnlyList<SecretOverview>?)[.. (await SecretsAsync(read, tenantId, type)).Select(row => row.ToStatus(time.GetUtcNow()))],
        cancellationToken);

    private static Task<TenantRow?> FindTenantAsync(DatabaseTransaction read, Guid tenantId) => read.QuerySingleOrDefaultAsync<TenantRow>(
        """
        select t.name,
               (select v.address from server v where v.tenant_id = t.tenant_id order by v.state = 'abandoned', v.created_at desc limit 1) as "Address"
        from tenant t where t.tenant_id = @tenantId
        """,
        new { tenantId });

    private static Task<IReadOnlyList<SecretRow>> SecretsAsync(DatabaseTransaction read, Guid tenantId, string? type) => read.QueryAsync<SecretRow>(
        """
        select s.type, s.name, s.next_rotation, coalesce(v.state = 'abandoned', false) as "IsServerLost",
               v.unreachable_since is not null as "IsUnreachable", c.version_id is not null as "HasCurrent", c.fingerprint,
               c.promoted_at, o.kind as "OperationKind",
               (select max(r.claimed_at) from reveal r join secret_version x on x.version_id = r.version_id where x.secret_id = s.secret_id) as "RevealedAt",
               (select count(*)::int from secret_version x where x.secret_id = s.secret_id and x.state = 'revoking') as "RevokingCount",
               (select count(*)::int from secret_version x where x.secret_id = s.secret_id and x.state = 'revoked') as "RevokedCount",
               coalesce((select f.status = 'failed' and f.error_code not like 'superseded%' from operation f
                         where f.secret_id = s.secret_id and f.finished_at is not null and f.kind in ('enroll', 'issue', 'rotate', 'regenerate', 'reset')
                         order by f.started_at desc limit 1), false) as "HasFailed"
        from secret s
        left join server v on v.server_id = s.server_id
        left join secret_version c on c.secret_id = s.secret_id and c.state = 'current'
        left join operation o on o.secret_id = s.secret_id and o.status in ('pending', 'running')
        where s.tenant_id = @tenantId and s.deleted_at is null and (@type::text is null or s.type = @type) order by s.type, s.name
        """,
        new { tenantId, type });

    private sealed record TenantRow(string Name, string? Address);

    private sealed record SecretRow(
        string Type, string Name, DateTimeOffset? NextRotation, bool IsServerLost, bool IsUnreachable, bool HasCurrent, string? Fingerprint,
        DateTimeOffset? PromotedAt, string? OperationKind, DateTimeOffset? RevealedAt, int RevokingCount, int RevokedCount, bool HasFailed)
    {
        public SecretOverview ToStatus(DateTimeOffset now)
        {
            var facts = new SecretFacts(RevokingCount, RevokedCount, HasCurrent, IsServerLost, IsUnreachable, OperationKind, NextRotation);
            return new SecretOverview(
                Name, facts.StatusAt(now), facts.HealthAt(now, HasFailed), PromotedAt, HasCurrent ? NextRotation : null, Fingerprint, RevealedAt);
        }
    }
}
