using PenguinMails.Postgres;
using PenguinMails.Ssh;

namespace PenguinMails.KeyIssuance.TenantSshAccess;

/// <summary>Reads a tenant's SSH credentials from KeyIssuance's own tables.</summary>
public sealed class SshCredentialsQuery(Database database, TimeProvider time)
{
    private const int HistoryLength = 5;
    private const int DefaultSshPort = 22;

    /// <summary>The tenant's credentials; null when no server is enrolled.</summary>
    public Task<SshCredentials?> FindAsync(Guid tenantId, CancellationToken cancellationToken) => database.ReadAsync(
        async read =>
        {
            var row = await read.QuerySingleOrDefaultAsync<CredentialsRow>(Sql, new { tenantId });
            if (row is null)
            {
                return null;
            }

            var history = await read.QueryAsync<RotationEvent>(
                """
                select finished_at as "Timestamp", triggered_by as "TriggeredBy", trigger as "Trigger",
                       case status when 'succeeded' then 'success' else 'failed' end as "Status",
                       coalesce(error_detail, reason) as "Reason"
                from operation
                where secret_id = @SecretId and kind in ('issue', 'rotate', 'regenerate') and finished_at is not null
                order by finished_at desc limit @HistoryLength
                """,
                new { row.SecretId, HistoryLength });
            return ToCredentials(tenantId, row, history);
        },
        cancellationToken);

    private SshCredentials ToCredentials(Guid tenantId, CredentialsRow row, IReadOnlyList<RotationEvent> history)
    {
        var port = row.Port == DefaultSshPort ? "" : $" -p {row.Port}";
        return new SshCredentials(
            tenantId,
            row.Address,
            row.Account,
            row.Port,
            row.Fingerprint,
            row.KeyType,
            StatusOf(row),
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
            history);
    }

    private string StatusOf(CredentialsRow row) => row switch
    {
        { RevokingCount: > 0 } => SecretStatuses.RevocationPending,
        { IsServerLost: true } => SecretStatuses.Revoked,
        { UnreachableSince: not null } => SecretStatuses.Unreachable,
        { OperationKind: "rotate" } => SecretStatuses.Rotating,
        { Fingerprint: not null } when row.NextRotation is { } due && due < time.GetUtcNow() => SecretStatuses.Expired,
        { Fingerprint: not null } => SecretStatuses.Active,
        { OperationKind: not null and not "repair" } => SecretStatuses.Provisioning,
        { RevokedCount: > 0 } => SecretStatuses.Revoked,
        _ => SecretStatuses.Provisioning,
    };

    private const string Sql =
        """
        select s.secret_id as "SecretId", v.address as "Address", v.port as "Port", v.tenant_account as "Account", v.host_key as "HostKey",
               v.unreachable_since as "UnreachableSince", v.last_error as "LastError", v.state = 'abandoned' as "IsServerLost", coalesce(c.key_type, s.key_type) as "KeyType", s.next_rotation as "NextRotation",
               c.fingerprint as "Fingerprint", c.promoted_at as "PromotedAt", c.download_claimed_at as "DownloadClaimedAt",
               c.download_outcome as "DownloadOutcome", p.fingerprint as "PreviousFingerprint", p.grace_ends_at as "GraceEndsAt",
               o.operation_id as "OperationId", o.kind as "OperationKind", o.step as "OperationStep", o.status as "OperationStatus",
               o.started_at as "OperationStartedAt",
               (select count(*)::int from secret_version x where x.secret_id = s.secret_id and x.state = 'revoking') as "RevokingCount",
               (select count(*)::int from secret_version x where x.secret_id = s.secret_id and x.state = 'revoked') as "RevokedCount"
        from secret s
        join server v on v.server_id = s.server_id
        left join secret_version c on c.secret_id = s.secret_id and c.state = 'current'
        left join lateral (
            select fingerprint, grace_ends_at from secret_version
            where secret_id = s.secret_id and state = 'retiring' order by number desc limit 1) p on true
        left join operation o on o.secret_id = s.secret_id and o.status in ('pending', 'running')
        where s.tenant_id = @tenantId and s.type = 'ssh' and s.name = 'tenant'
        """;

    private sealed class CredentialsRow
    {
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
