using Dapper;

namespace PenguinMails.KeyIssuance.SecretTypes.Ssh.TenantAccess;

/// <summary>
/// Reads tenants' SSH credentials from KeyIssuance's own tables, and records each view before it is answered. Views that arrive
/// together are read and recorded in one round trip.
/// </summary>
public sealed class SshCredentialsQuery
{
    private const string Action = "ssh_key.view";
    private const string KeyName = "tenant";
    private const int ViewsAtOnce = 64;
    private const int HistoryLength = 5;
    private const int DefaultSshPort = 22;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private readonly Database _database;
    private readonly AuditTrail _trail;
    private readonly TimeProvider _time;
    private readonly Batcher<View, SshCredentials?> _views;

    public SshCredentialsQuery(Database database, AuditTrail trail, TimeProvider time)
    {
        (_database, _trail, _time) = (database, trail, time);
        _views = new Batcher<View, SshCredentials?>(ViewsAtOnce, ViewAsync);
    }

    /// <summary>The caller's credentials, with a record of the view that is durable before this returns; null when no server is enrolled.</summary>
    public async Task<SshCredentials?> ViewAsync(Caller caller, CancellationToken cancellationToken)
    {
        var tenantId = caller.RequiredTenantId;
        var record = _trail.RecordOf(
            caller.Actor, new AuditEntry(Action, AuditOutcomes.Success) { Secret = new SecretReference(tenantId, Contracts.SecretTypes.Ssh, KeyName) });
        return await _views.RunAsync(new View(tenantId, record), cancellationToken);
    }

    /// <summary>The tenant's credentials, without a record; null when no server is enrolled.</summary>
    public async Task<SshCredentials?> FindAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        var found = await _database.ReadAsync(read => ReadAsync(read, FindSql, new { tenantIds = new[] { tenantId }, HistoryLength }), cancellationToken);
        return found.TryGetValue(tenantId, out var credentials) ? ToCredentials(tenantId, credentials) : null;
    }

    private async Task<IReadOnlyList<SshCredentials?>> ViewAsync(IReadOnlyList<View> views)
    {
        using var limit = new CancellationTokenSource(Limit, _time);
        var found = await ReadAndRecordAsync(views, limit.Token);
        var credentials = found.ToDictionary(entry => entry.Key, entry => ToCredentials(entry.Key, entry.Value));
        return [.. views.Select(view => credentials.GetValueOrDefault(view.TenantId))];
    }

    /// <summary>Reads and records in one round trip, which is committed when its last result has been read.</summary>
    private async Task<Dictionary<Guid, Found>> ReadAndRecordAsync(IReadOnlyList<View> views, CancellationToken cancellationToken)
    {
        if (views.Count == 0)
        {
            return [];
        }

        var tenantIds = views.Select(view => view.TenantId).Distinct().ToArray();
        var message = OutboxRow.Of(new AuditRecordedTogether(_time.GetUtcNow(), [.. views.Select(view => view.Record)]));
        var found = await _database.ReadAsync(
            read => ReadAsync(
                read,
                ViewSql,
                new { tenantIds, HistoryLength, message.MessageId, message.MessageType, message.Destination, message.Body, message.TraceParent }),
            cancellationToken);

        // A tenant has no server, so nothing was recorded; the others are read anew.
        return found.Count == tenantIds.Length ? found : await ReadAndRecordAsync([.. views.Where(view => found.ContainsKey(view.TenantId))], cancellationToken);
    }

    private static async Task<Dictionary<Guid, Found>> ReadAsync(DatabaseTransaction read, string sql, object parameters)
    {
        await using var answer = await read.QueryMultipleAsync(sql, parameters);
        var rows = (await answer.ReadAsync<CredentialsRow>()).AsList();
        var history = (await answer.ReadAsync<HistoryRow>()).ToLookup(row => row.SecretId, row => row.ToEvent());
        return rows.ToDictionary(row => row.TenantId, row => new Found(row, [.. history[row.SecretId]]));
    }

    private SshCredentials ToCredentials(Guid tenantId, Found found)
    {
        var row = found.Row;
        var port = row.Port == DefaultSshPort ? "" : $" -p {row.Port}";
        var now = _time.GetUtcNow();
        var access = new SshCredentials(
            tenantId,
            row.Address,
            row.Account,
            row.Port,
            row.Fingerprint,
            row.KeyType,
            new SecretFacts(
                row.RevokingCount,
                row.RevokedCount,
                row.Fingerprint is not null,
                row.IsServerLost,
                row.UnreachableSince is not null,
                row.OperationKind,
                WaitingFor: null,
                row.NextRotation).StatusAt(now),
            row.PromotedAt,
            row.Fingerprint is null ? null : row.NextRotation,
            row.Fingerprint is not null && row.DownloadClaimedAt is null,
            row.DownloadClaimedAt,
            row.DownloadClaimedAt is null ? null : row.DownloadOutcome ?? "unconfirmed",
            $"ssh -i /path/to/private-key.pem{port} {row.Account}@{row.Address}",
            PublicKey.Parse(row.HostKey).Fingerprint,
            row.PreviousFingerprint is { } previous && row.GraceEndsAt is { } endsAt ? new GracePeriod(previous, endsAt) : null,
            row.OperationId is { } operationId
                ? new RunningOperation(operationId, row.OperationKind!, row.OperationStep!, row.OperationStatus!, row.OperationStartedAt!.Value)
                : null,
            row.UnreachableSince is { } since ? new UnreachableServer(since, row.LastError ?? "") : null,
            found.History,
            Attention: []);
        return access with { Attention = new AttentionRules(access, row.IsServerLost, now).All() };
    }

    private const string FindSql =
        """
        select s.tenant_id as "TenantId", s.secret_id as "SecretId", v.address as "Address", v.port as "Port", v.tenant_account as "Account", v.host_key as "HostKey",
               v.unreachable_since as "UnreachableSince", v.last_error as "LastError", v.state = 'abandoned' as "IsServerLost", coalesce(c.public_data, s.settings) ->> 'key_type' as "KeyType", s.next_rotation as "NextRotation",
               c.fingerprint as "Fingerprint", c.promoted_at as "PromotedAt", r.claimed_at as "DownloadClaimedAt",
               r.outcome as "DownloadOutcome", p.fingerprint as "PreviousFingerprint", p.grace_ends_at as "GraceEndsAt",
               o.operation_id as "OperationId", o.kind as "OperationKind", o.step as "OperationStep", o.status as "OperationStatus",
               o.started_at as "OperationStartedAt",
               (select count(*)::int from secret_version x where x.secret_id = s.secret_id and x.state = 'revoking') as "RevokingCount",
               (select count(*)::int from secret_version x where x.secret_id = s.secret_id and x.state = 'revoked') as "RevokedCount"
        from secret s
        join server v on v.server_id = s.server_id
        left join secret_version c on c.secret_id = s.secret_id and c.state = 'current'
        left join reveal r on r.version_id = c.version_id and r.mode = 'once'
        left join lateral (
            select fingerprint, grace_ends_at from secret_version
            where secret_id = s.secret_id and state = 'retiring' order by number desc limit 1) p on true
        left join operation o on o.secret_id = s.secret_id and o.status in ('pending', 'running')
        where s.tenant_id = any(@tenantIds) and s.type = 'ssh' and s.name = 'tenant';

        select s.secret_id as "SecretId", h.finished_at as "Timestamp", h.triggered_by as "TriggeredBy", h.trigger as "Trigger",
               case h.status when 'succeeded' then 'success' else 'failed' end as "Status", coalesce(h.error_detail, h.reason) as "Reason",
               h.kind as "Kind",
               case when h.actor ->> 'role' in ('tenant_owner', 'tenant_admin') then h.actor ->> 'user'
                    when h.actor ->> 'role' = 'service' then 'platform' else 'administrator' end as "Actor",
               (select x.fingerprint from secret_version x
                where x.version_id = h.version_id or (h.version_id is null and x.secret_id = s.secret_id and x.promoted_at <= h.started_at)
                order by x.number desc limit 1) as "Fingerprint"
        from secret s cross join lateral (
            select * from operation
            where secret_id = s.secret_id and kind in ('issue', 'rotate', 'regenerate', 'reset', 'revoke') and finished_at is not null
            order by finished_at desc limit @HistoryLength) h
        where s.tenant_id = any(@tenantIds) and s.type = 'ssh' and s.name = 'tenant'
        order by h.finished_at desc
        """;

    /// <summary>In one statement, so that what is recorded is what is found.</summary>
    private const string ViewSql =
        $"""
        -- read and record ssh credentials
        with recorded as (
            {OutboxRow.Insert}
            where (select count(*) from secret where tenant_id = any(@tenantIds) and type = 'ssh' and name = 'tenant') = cardinality(@tenantIds))
        {FindSql}
        """;

    private sealed record View(Guid TenantId, AuditRecorded Record);

    private sealed record Found(CredentialsRow Row, IReadOnlyList<RotationEvent> History);

    private sealed class HistoryRow
    {
        public Guid SecretId { get; init; }
        public DateTimeOffset Timestamp { get; init; }
        public string TriggeredBy { get; init; } = "";
        public string Trigger { get; init; } = "";
        public string Status { get; init; } = "";
        public string? Reason { get; init; }
        public string Kind { get; init; } = "";
        public string Actor { get; init; } = "";
        public string? Fingerprint { get; init; }

        public RotationEvent ToEvent() => new(Timestamp, TriggeredBy, Trigger, Status, Reason, Kind, Actor, Fingerprint);
    }

    private sealed class CredentialsRow
    {
        public Guid TenantId { get; init; }
        public Guid SecretId { get; init; }
        public required string Address { get; init; }
        public int Port { get; init; }
        public required string Account { get; init; }
        public required string HostKey { get; init; }
        public DateTimeOffset? UnreachableSince { get; init; }
        public string? LastError { get; init; }
        public bool IsServerLost { get; init; }
        public required string KeyType { get; init; }
        public DateTimeOffset? NextRotation { get; init; }
        public string? Fingerprint { get; init; }
        public DateTimeOffset? PromotedAt { get; init; }
        public DateTimeOffset? DownloadClaimedAt { get; init; }
        public string? DownloadOutcome { get; init; }
        public string? PreviousFingerprint { get; init; }
        public DateTimeOffset? GraceEndsAt { get; init; }
        public Guid? OperationId { get; init; }
        public string? OperationKind { get; init; }
        public string? OperationStep { get; init; }
        public string? OperationStatus { get; init; }
        public DateTimeOffset? OperationStartedAt { get; init; }
        public int RevokingCount { get; init; }
        public int RevokedCount { get; init; }
    }
}
