using PenguinMails.Destruction.Tests.Platform;

namespace PenguinMails.Destruction.Tests.Proof;

/// <summary>A version as the platform sees it, with the error of its roll-back where it left something behind.</summary>
internal sealed class VersionRow
{
    public Guid TenantId { get; init; }
    public Guid SecretId { get; init; }
    public required string Name { get; init; }
    public Guid VersionId { get; init; }
    public required string State { get; init; }
    public required string Fingerprint { get; init; }
    public required string PublicKey { get; init; }
    public bool WasPromoted { get; init; }
    public Guid? DownloadId { get; init; }
    public bool IsClaimed { get; init; }
    public string? DownloadOutcome { get; init; }
    public bool IsLeftBehind { get; init; }

    public static Task<IReadOnlyList<VersionRow>> AllAsync(RunningPlatform platform) => platform.QueryAsync<VersionRow>(
        "keyissuance",
        """
        select s.tenant_id as "TenantId", s.secret_id as "SecretId", s.name as "Name", v.version_id as "VersionId", v.state as "State",
               v.fingerprint as "Fingerprint", v.public_data ->> 'public_key' as "PublicKey", v.promoted_at is not null as "WasPromoted",
               r.reveal_id as "DownloadId", r.reveal_id is not null as "IsClaimed", r.outcome as "DownloadOutcome",
               exists (select from operation o join operation_step t on t.operation_id = o.operation_id
                       where o.version_id = v.version_id and t.name = 'roll_back' and t.error is not null) as "IsLeftBehind"
        from secret_version v join secret s on s.secret_id = v.secret_id left join reveal r on r.version_id = v.version_id
        order by s.tenant_id, s.name, v.number
        """);
}

/// <summary>An operation.</summary>
internal sealed class OperationRow
{
    public Guid OperationId { get; init; }
    public Guid TenantId { get; init; }
    public required string Name { get; init; }
    public required string Kind { get; init; }
    public required string Step { get; init; }
    public required string Status { get; init; }
    public string? ErrorCode { get; init; }
    public string? ErrorDetail { get; init; }

    public static Task<IReadOnlyList<OperationRow>> AllAsync(RunningPlatform platform) => platform.QueryAsync<OperationRow>(
        "keyissuance",
        """
        select o.operation_id as "OperationId", o.tenant_id as "TenantId", s.name as "Name", o.kind as "Kind", o.step as "Step",
               o.status as "Status", o.error_code as "ErrorCode", o.error_detail as "ErrorDetail"
        from operation o join secret s on s.secret_id = o.secret_id order by o.finished_at desc nulls first
        """);

    public override string ToString() => $"{Kind} of {Name} of {TenantId} at {Step}: {Status} {ErrorCode} {ErrorDetail}";
}

/// <summary>An audit record.</summary>
internal sealed class LedgerRow
{
    public Guid RecordId { get; init; }
    public required string Action { get; init; }
    public required string Outcome { get; init; }
    public Guid? CorrelationId { get; init; }

    public static Task<IReadOnlyList<LedgerRow>> AllAsync(RunningPlatform platform) => platform.QueryAsync<LedgerRow>(
        "audit", """select record_id as "RecordId", action as "Action", outcome as "Outcome", correlation_id as "CorrelationId" from audit_record""");
}
