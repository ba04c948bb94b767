using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.Drift;

/// <summary>Where a finding stands.</summary>
public static class FindingStates
{
    /// <summary>The last check of the server found it, and no operation repairs it.</summary>
    public const string Open = "open";

    /// <summary>An operation repairs it.</summary>
    public const string Repairing = "repairing";

    /// <summary>A person said that it may stay.</summary>
    public const string Accepted = "accepted";

    /// <summary>A check of the server, or the proof of a repair, has shown that it is gone; or its server was abandoned.</summary>
    public const string Resolved = "resolved";

    public static readonly IReadOnlyList<string> All = [Open, Repairing, Accepted, Resolved];
}

/// <summary>What a person may decide.</summary>
public static class FindingDecisions
{
    public const string Accept = "accept";
    public const string Remove = "remove";
}

/// <summary>A finding as its row says it.</summary>
internal sealed class FindingRow
{
    public const string Columns =
        """
        f.finding_id, f.tenant_id, f.server_id, f.secret_id, f.account, f.kind, f.fingerprint, f.public_key, f.detail, f.repairs_itself,
        f.state, f.first_seen_at, f.last_seen_at, f.resolved_at, f.operation_id, f.repair_error, f.decision,
        f.decided_by::text as "DecidedBy",
        f.decided_at, f.decision_reason, s.type, s.name, v.address
        """;

    public const string Tables = "drift_finding f join secret s on s.secret_id = f.secret_id join server v on v.server_id = f.server_id";

    public Guid FindingId { get; init; }
    public Guid TenantId { get; init; }
    public Guid ServerId { get; init; }
    public Guid SecretId { get; init; }
    public required string Account { get; init; }
    public required string Kind { get; init; }
    public string? Fingerprint { get; init; }
    public string? PublicKey { get; init; }
    public required string Detail { get; init; }
    public bool RepairsItself { get; init; }
    public required string State { get; init; }
    public DateTimeOffset FirstSeenAt { get; init; }
    public DateTimeOffset LastSeenAt { get; init; }
    public DateTimeOffset? ResolvedAt { get; init; }
    public Guid? OperationId { get; init; }
    public string? RepairError { get; init; }
    public string? Decision { get; init; }
    public string? DecidedBy { get; init; }
    public DateTimeOffset? DecidedAt { get; init; }
    public string? DecisionReason { get; init; }
    public required string Type { get; init; }
    public required string Name { get; init; }
    public required string Address { get; init; }

    public SecretReference Secret => new(TenantId, Type, Name);

    public PublicKey? Key => PublicKey is null ? null : Ssh.PublicKey.Restore(PublicKey);

    public AuditActor? Decider => DecidedBy is null ? null : JsonSerializer.Deserialize<AuditActor>(DecidedBy, JsonSerializerOptions.Web);

    /// <summary>Whether a repair may begin now.</summary>
    public bool MayBeRepaired => RepairsItself || Decision == FindingDecisions.Remove;

    /// <summary>Whether its end is that a key is refused, rather than accepted.</summary>
    public bool EndsWithRefusal => Kind is DriftKinds.BannedKey or DriftKinds.EndedKey or DriftKinds.UnknownKey;

    /// <summary>Whether it is what was observed.</summary>
    public bool Is(Observation observation) => observation.Kind == Kind && observation.Fingerprint == Fingerprint;

    /// <summary>Whether the admin account runs no command any more: then the finding is about the key that opens it.</summary>
    public bool LocksOut => Kind == DriftKinds.AccountLimit && PublicKey is not null;

    /// <summary>Somebody may be inside, or the platform is locked out.</summary>
    public bool IsCritical =>
        Kind is DriftKinds.BannedKey or DriftKinds.LostAccessKey || LocksOut || (Secret.IsServerAccessKey() && (Kind == DriftKinds.UnknownKey || (Kind == DriftKinds.MissingKey && !RepairsItself)));

    /// <summary>What to do now, one sentence or two.</summary>
    public string NextStep => (State, Kind) switch
    {
        (FindingStates.Resolved or FindingStates.Accepted, _) => "Nothing is left to do.",
        (_, DriftKinds.UnknownKey) when Decision == FindingDecisions.Remove => "The key is being removed, as decided.",
        (_, DriftKinds.UnknownKey) =>
            $"Find out whose key it is, then accept it or have it removed: POST /api/v1/admin/tenants/drift/{FindingId}/accept or …/remove.",
        (_, DriftKinds.UnclearLine or DriftKinds.OtherSource) =>
            $"Find out what it is for, then remove it on the server or accept it: POST /api/v1/admin/tenants/drift/{FindingId}/accept.",
        (_, DriftKinds.AccountLimit) when LocksOut =>
            $"The platform cannot work on the server. As root there: chage -d $(date +%F) -m 0 -M -1 -I -1 -E -1 {Account}, usermod -s /bin/bash {Account}, and sudo without a password. Or abandon the server if it is lost.",
        (_, DriftKinds.AccountLimit) =>
            $"As root on the server: chage -d $(date +%F) -m 0 -M -1 -I -1 -E -1 {Account}, or usermod -s /bin/bash {Account} for the shell. Where the limit is meant, accept it: POST /api/v1/admin/tenants/drift/{FindingId}/accept.",
        (_, DriftKinds.CopiedKey) => "Remove the copy on the server: the platform does not edit that file, and cannot end the key there.",
        (_, DriftKinds.MissingKey) when !RepairsItself && Secret.IsServerAccessKey() =>
            $"The platform cannot get in to repair it: put this line back into the authorized_keys of {Account}, or abandon the server if it is lost: {PublicKey}",
        (_, DriftKinds.LostAccessKey) =>
            $"The platform cannot get in: bring the key {Fingerprint} back into Vault from a backup ({VaultPath.Ssh(TenantId, Name)}, with the tenant's transit key), or abandon the server and enrol it anew.",
        (_, DriftKinds.BannedKey) => "The key is removed without your doing; find out who put it there, and whether they got in with it.",
        _ when RepairsItself => "It is repaired without your doing; find out who changed the server.",
        _ => "Correct it on the server as the detail says; the next check finds that.",
    };
}
