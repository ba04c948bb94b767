using System.Text.Json;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.KeyIssuance.Servers.Connections;
using PenguinMails.KeyIssuance.SshKeys;
using PenguinMails.Ssh;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>A leased operation with all that its steps need to know, read anew before each step.</summary>
public sealed record Operation(OperationRow Row, IReadOnlyList<SecretVersion> Versions, Lease Lease, AdminConnection Connection)
{
    public OperationKind Kind { get; } = OperationPlans.Parse(Row.Kind);

    public SecretReference Secret { get; } = new(Row.TenantId, Row.Type, Row.Name);

    public AuditActor Actor { get; } = JsonSerializer.Deserialize<AuditActor>(Row.Actor, JsonSerializerOptions.Web)!;

    /// <summary>The version that this operation makes or retires.</summary>
    public SecretVersion? Version => Versions.FirstOrDefault(version => version.VersionId == Row.VersionId);

    public SecretVersion RequiredVersion => Version ?? throw new InvalidOperationException("The operation has no version yet.");

    public SecretVersion? Current => Versions.FirstOrDefault(version => version.Is(VersionState.Current));

    /// <summary>Whether this secret is what opens the target for us.</summary>
    public bool OpensTarget => Secret.OpensTarget();

    /// <summary>The account that the secret opens.</summary>
    public string Account => OpensTarget ? Row.AdminAccount : Row.TenantAccount;

    /// <summary>Where readers find the secret.</summary>
    public VaultPath Path => VaultPath.Ssh(Row.TenantId, Row.Name);

    public VaultPath BootstrapPath => VaultPath.Ssh(Row.TenantId, SshKeyNames.Bootstrap);

    public SshEndpoint Endpoint => new(Row.Address, Row.Port, PublicKey.Parse(Row.HostKey));
}

/// <summary>The operation joined with its secret and server.</summary>
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
    public string? TraceParent { get; init; }
    public int Attempts { get; init; }
    public bool IsAlerted { get; init; }
    public string? FailureCode { get; init; }
    public string? FailureDetail { get; init; }
    public required string Type { get; init; }
    public required string Name { get; init; }
    public required string KeyType { get; init; }
    public Guid ServerId { get; init; }
    public DateTimeOffset? ServerOpenUntil { get; init; }
    public required string Address { get; init; }
    public int Port { get; init; }
    public required string HostKey { get; init; }
    public required string AdminAccount { get; init; }
    public required string TenantAccount { get; init; }
    public required string TenantName { get; init; }
}
