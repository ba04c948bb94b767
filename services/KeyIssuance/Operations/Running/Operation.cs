namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>A leased operation with all that its steps need to know, read anew before each step.</summary>
public sealed record Operation(OperationRow Row, SecretType Type, IReadOnlyList<SecretVersion> Versions, Lease Lease, KeptConnections Connections)
    : SecretContext(new SecretReference(Row.TenantId, Row.Type, Row.Name), Versions, Connections)
{
    public OperationKind Kind { get; } = OperationPlans.Parse(Row.Kind);

    public AuditActor Actor { get; } = JsonSerializer.Deserialize<AuditActor>(Row.Actor, JsonSerializerOptions.Web)!;

    /// <summary>The person who caused it, when a service is the actor.</summary>
    public OnBehalfOf? OnBehalfOf { get; } = OperationCause.Read(Row.OnBehalfOf);

    public override Guid SecretId => Row.SecretId;

    public override IReadOnlyDictionary<string, string> Settings { get; } = JsonSerializer.Deserialize<Dictionary<string, string>>(Row.Settings)!;

    public override long Fence => Row.Fence;

    public override Guid LeaseOwner => Lease.Owner;

    public override TargetServer? Server { get; } = Row.ServerId is { } serverId
        ? new TargetServer(serverId, Row.Address!, Row.Port!.Value, Row.HostKey!, Row.AdminAccount!, Row.TenantAccount!, Row.BootstrapVersion, Row.IsServerSuspect, Row.ServerOpenUntil)
        : null;

    public override SecretVersion? Version => Versions.FirstOrDefault(version => version.VersionId == Row.VersionId);

    public override bool IsEnrolment => Kind == OperationKind.Enroll;

    public override bool IsFirstAccess => IsEnrolment && Row.Step is OperationPlans.Install or OperationPlans.RollBack;

    /// <summary>Where readers find the secret.</summary>
    public VaultPath Path => Type.PathOf(Secret);

    /// <inheritdoc/>
    public override string ToString() => $"{Row.Kind}.{Row.Step} of {Secret}";

    /// <summary>The operation's steps in order.</summary>
    public IReadOnlyList<string> Plan => OperationPlans.StepsOf(Kind, Type, Row.Name);
}

/// <summary>The operation joined with its secret and, where the secret lives on one, its server.</summary>
public sealed class OperationRow
{
    public Guid OperationId { get; init; }
    public long Fence { get; init; }
    public Guid SecretId { get; init; }
    public Guid TenantId { get; init; }
    public required string Kind { get; init; }
    public required string Step { get; init; }
    public Guid? VersionId { get; init; }
    public required string TriggeredBy { get; init; }
    public required string Trigger { get; init; }
    public string? Reason { get; init; }
    public required string Actor { get; init; }
    public TimeSpan? GracePeriod { get; init; }
    public DateTimeOffset? GraceEndsAt { get; init; }
    public Guid? RequestId { get; init; }
    public Guid? ApprovalId { get; init; }
    public string? OnBehalfOf { get; init; }
    public Guid? CampaignId { get; init; }
    public string? TraceParent { get; init; }
    public int Attempts { get; init; }
    public bool IsAlerted { get; init; }
    public string? FailureCode { get; init; }
    public string? FailureDetail { get; init; }
    public required string Type { get; init; }
    public required string Name { get; init; }
    public required string Settings { get; init; }
    public Guid? ServerId { get; init; }
    public DateTimeOffset? ServerOpenUntil { get; init; }
    public bool IsServerSuspect { get; init; }
    public int? BootstrapVersion { get; init; }
    public string? Address { get; init; }
    public int? Port { get; init; }
    public string? HostKey { get; init; }
    public string? AdminAccount { get; init; }
    public string? TenantAccount { get; init; }
    public required string TenantName { get; init; }
}
