using PenguinMails.KeyIssuance.OperationProgress;

namespace PenguinMails.KeyIssuance.SecretTypes.Ssh.TenantAccess;

/// <summary>How a tenant reaches its server, as GET …/ssh-credentials answers it.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="VpsIp">The server's address.</param>
/// <param name="SshUsername">The tenant's account on the server.</param>
/// <param name="SshPort">The server's SSH port.</param>
/// <param name="KeyFingerprint">OpenSSH fingerprint (<c>SHA256:…</c>) of the current key; null when there is none.</param>
/// <param name="KeyType"><c>ed25519</c> or <c>rsa4096</c>.</param>
/// <param name="Status">provisioning, active, rotating, expired, revoked, revocation_pending or unreachable.</param>
/// <param name="LastRotated">When the current key became current, UTC.</param>
/// <param name="NextRotation">When the next rotation is due, UTC; null when none is scheduled.</param>
/// <param name="DownloadAvailable">Whether the current private key can still be handed out.</param>
/// <param name="DownloadedAt">When the current private key was handed out, UTC.</param>
/// <param name="DownloadDelivery"><c>delivered</c>, or <c>unconfirmed</c> when the answer may not have arrived: rotate to get a new key.</param>
/// <param name="ConnectionCommand">A ready-to-paste ssh command.</param>
/// <param name="HostKeyFingerprint">Fingerprint of the server's host key, to compare on first login.</param>
/// <param name="GracePeriod">The previous key, until the server has been seen to refuse it; an end that has passed means that this is under way.</param>
/// <param name="Operation">The operation that runs now.</param>
/// <param name="Unreachable">Since when the server has not answered, while it does not.</param>
/// <param name="RotationHistory">The last five rotations, regenerations and revocations, newest first.</param>
/// <param name="Attention">What the tenant should know or do now, the most urgent first; empty when all is well.</param>
[Example("""
    {"tenantId":"550e8400-e29b-41d4-a716-446655440000","vpsIp":"127.0.10.1","sshUsername":"tenant-550e8400","sshPort":22,
    "keyFingerprint":"SHA256:Jl4mRKxVYdYwIhXQGmXn2fzrFtzzzU6d8bFGgCg2bSs","keyType":"ed25519","status":"active","lastRotated":"2026-11-29T09:00:00Z",
    "downloadAvailable":true,"connectionCommand":"ssh -i /path/to/private-key.pem tenant-550e8400@127.0.10.1",
    "hostKeyFingerprint":"SHA256:uNiVztksCsDhcc0u9e8BrAOGnYVQyVqMGEcZ8mNsTHs","rotationHistory":[],"attention":[]}
    """)]
public sealed record SshCredentials(
    Guid TenantId,
    string VpsIp,
    string SshUsername,
    int SshPort,
    string? KeyFingerprint,
    [property: OneOf("ed25519", "rsa4096")] string KeyType,
    [property: OneOf(typeof(SecretStatuses))] string Status,
    DateTimeOffset? LastRotated,
    DateTimeOffset? NextRotation,
    bool DownloadAvailable,
    DateTimeOffset? DownloadedAt,
    [property: OneOf("delivered", "unconfirmed")] string? DownloadDelivery,
    string ConnectionCommand,
    string HostKeyFingerprint,
    GracePeriod? GracePeriod,
    RunningOperation? Operation,
    UnreachableServer? Unreachable,
    IReadOnlyList<RotationEvent> RotationHistory,
    IReadOnlyList<Attention> Attention);

/// <summary>The previous key keeps working until <paramref name="EndsAt"/>.</summary>
public sealed record GracePeriod(string PreviousFingerprint, DateTimeOffset EndsAt);

/// <summary>An operation that has not ended.</summary>
public sealed record RunningOperation(
    Guid OperationId, [property: OneOf(typeof(OperationKind))] string Kind, string Step, [property: OneOf(typeof(OperationStates))] string Status, DateTimeOffset StartedAt);

/// <summary>The server failed to answer several times in a row. Keys work on, and grace periods end on the server itself.</summary>
/// <param name="Since">When that was noticed, UTC.</param>
/// <param name="LastError">How the last attempt ended, in plain words.</param>
public sealed record UnreachableServer(DateTimeOffset Since, string LastError);

/// <summary>One past rotation, regeneration or revocation.</summary>
/// <param name="Timestamp">When it ended, UTC.</param>
/// <param name="TriggeredBy"><c>automated</c> or <c>manual</c>.</param>
/// <param name="Trigger">What exactly asked: tenant, admin, emergency, schedule, campaign, incident, drift, threshold or enrolment.</param>
/// <param name="Status"><c>success</c> or <c>failed</c>.</param>
/// <param name="Reason">The reason given, or the cause of the failure.</param>
/// <param name="Kind">issue, rotate, regenerate, reset or revoke.</param>
/// <param name="Actor">Who asked: the address of one of the tenant's own people, <c>administrator</c> or <c>platform</c>.</param>
/// <param name="Fingerprint">Of the key that was made, or that was current when it was revoked.</param>
public sealed record RotationEvent(
    DateTimeOffset Timestamp,
    [property: OneOf(typeof(Triggers))] string TriggeredBy,
    string Trigger,
    [property: OneOf("success", "failed")] string Status,
    string? Reason,
    [property: OneOf(typeof(OperationKind))] string Kind,
    string Actor,
    string? Fingerprint);
