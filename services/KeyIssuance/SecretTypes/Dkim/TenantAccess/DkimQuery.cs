using PenguinMails.KeyIssuance.SecretTypes.Dkim.Dns;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Keys;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Records;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Settings;

namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.TenantAccess;

/// <summary>Reads how a tenant's keys and their records stand.</summary>
internal sealed class DkimQuery(Database database, RecordObserver observer, IOptions<DkimOptions> options, TimeProvider time)
{
    private const int MostVersions = 20;

    public Task<PageOf<DkimDomainKey>> ListAsync(Guid tenantId, Page page, CancellationToken cancellationToken) => database.ReadAsync(
        async read => (await page.ReadAsync<KeyRow>(
            read,
            """
            s.name, s.settings::text as settings, s.next_rotation, coalesce(v.state = 'abandoned', false) as is_server_lost,
            v.unreachable_since is not null as is_unreachable, c.version_id is not null as has_current, c.promoted_at, c.public_data ->> 'selector' as selector,
            o.kind as operation_kind, o.waiting_for,
            (select count(*)::int from secret_version x where x.secret_id = s.secret_id and x.state = 'revoking') as revoking_count,
            (select count(*)::int from secret_version x where x.secret_id = s.secret_id and x.state = 'revoked') as revoked_count,
            coalesce((select f.status = 'failed' and f.error_code not like 'superseded%' from operation f
                      where f.secret_id = s.secret_id and f.finished_at is not null and f.kind in ('issue', 'rotate', 'regenerate', 'reset')
                      order by f.started_at desc limit 1), false) as has_failed
            """,
            """
            secret s
            left join server v on v.server_id = s.server_id
            left join secret_version c on c.secret_id = s.secret_id and c.state = 'current'
            left join operation o on o.secret_id = s.secret_id and o.status in ('pending', 'running')
            where s.tenant_id = @tenantId and s.type = 'dkim' and s.deleted_at is null
            """,
            "s.name",
            new { tenantId })).Select(row => row.ToKey(time.GetUtcNow())),
        cancellationToken);

    /// <summary>The records of a domain's living keys, and of ended ones until they are out of the zone; the newest first.</summary>
    /// <returns>Null when the tenant has no key for the domain.</returns>
    public async Task<IReadOnlyList<DnsRecord>?> RecordsAsync(Guid tenantId, string domain, CancellationToken cancellationToken)
    {
        var read = await database.ReadAsync(transaction => ReadAsync(transaction, tenantId, domain), cancellationToken);
        if (read is not { } found)
        {
            return null;
        }

        var (ttl, zone) = ((int)options.Value.RecordTtl.TotalSeconds, options.Value.PlatformZone ?? "");
        var rows = found.Rows.ToLookup(row => row.VersionId);
        var records = (from version in found.Versions
                       from key in DkimKey.Of(domain, version, zone)
                       let row = rows[version.VersionId].FirstOrDefault(row => row.Selector == key.Selector)
                       where row is not null && row.Wanted != WantedRecord.Gone
                       select DnsRecord.Of(key, version, row, ttl)).ToList();
        return found.Settings.Mode == DnsMode.Delegated ? [.. DistinctByName(records), .. await SpareAsync(domain, found.Settings, records, ttl, cancellationToken)] : records;
    }

    // An alias is used again: the newest key says what it is for.
    private static IEnumerable<DnsRecord> DistinctByName(IEnumerable<DnsRecord> records) => records.DistinctBy(record => record.Name, StringComparer.Ordinal);

    private async Task<DnsRecord[]> SpareAsync(string domain, DkimSettings settings, List<DnsRecord> records, int ttl, CancellationToken cancellationToken)
    {
        var spare = Selectors.OfDelegation(settings.Algorithm)
            .Select(selector => new DkimKey(domain, DnsMode.Delegated, selector, "", options.Value.PlatformZone ?? ""))
            .Where(key => records.TrueForAll(record => record.Name != key.SigningName));
        return await Task.WhenAll(spare.Select(async key =>
        {
            var seen = await observer.LookAtAliasAsync(key, cancellationToken);
            var observed = seen.State is RecordState.Matches or RecordState.Differs ? DkimSettings.NameOf(seen.State) : "missing";
            return DnsRecord.Spare(key, observed, seen.Value, time.GetUtcNow(), ttl);
        }));
    }

    private static async Task<Found?> ReadAsync(DatabaseTransaction transaction, Guid tenantId, string domain)
    {
        var secret = await transaction.QuerySingleOrDefaultAsync<SecretRow>(
            """select secret_id as "SecretId", settings::text as "Settings" from secret where tenant_id = @tenantId and type = 'dkim' and name = @domain and deleted_at is null""",
            new { tenantId, domain });
        if (secret is null)
        {
            return null;
        }

        var versions = (await SecretVersions.AllAsync(transaction, secret.SecretId)).Reverse().Take(MostVersions).ToArray();
        var rows = await transaction.QueryAsync<DkimRecordRow>(
            $"select {DkimRecordRow.Columns} from dkim_record r where r.version_id = any(@ids)", new { ids = versions.Select(version => version.VersionId).ToArray() });
        return new Found(DkimSettings.Of(JsonSerializer.Deserialize<Dictionary<string, string>>(secret.Settings)!), versions, rows);
    }

    private sealed record Found(DkimSettings Settings, IReadOnlyList<SecretVersion> Versions, IReadOnlyList<DkimRecordRow> Rows);

    private sealed record SecretRow(Guid SecretId, string Settings);

    private sealed class KeyRow
    {
        public required string Name { get; init; }
        public required string Settings { get; init; }
        public DateTimeOffset? NextRotation { get; init; }
        public bool IsServerLost { get; init; }
        public bool IsUnreachable { get; init; }
        public bool HasCurrent { get; init; }
        public DateTimeOffset? PromotedAt { get; init; }
        public string? Selector { get; init; }
        public string? OperationKind { get; init; }
        public string? WaitingFor { get; init; }
        public int RevokingCount { get; init; }
        public int RevokedCount { get; init; }
        public bool HasFailed { get; init; }

        public DkimDomainKey ToKey(DateTimeOffset now)
        {
            var settings = DkimSettings.Of(JsonSerializer.Deserialize<Dictionary<string, string>>(Settings)!);
            var due = HasCurrent ? NextRotation : null;
            var status = new SecretFacts(RevokingCount, RevokedCount, HasCurrent, IsServerLost, IsUnreachable, OperationKind, WaitingFor, due).StatusAt(now);
            return new DkimDomainKey(
                Name, Selector, DkimSettings.NameOf(settings.Algorithm), DkimSettings.NameOf(settings.Mode), status, PromotedAt, due,
                DkimDomainKey.HealthOf(status, HasFailed, due, now));
        }
    }
}
