namespace PenguinMails.Contracts.Messages;

/// <summary>The first version of a secret, or the first after a revocation, is current.</summary>
/// <param name="Secret">The secret.</param>
/// <param name="VersionId">The version that is now current.</param>
/// <param name="Fingerprint">Its public fingerprint (<c>SHA256:…</c> for SSH keys); null for types without one.</param>
/// <param name="OperationId">The operation that issued it.</param>
/// <param name="TriggeredBy">One of <see cref="Triggers"/>.</param>
/// <param name="OccurredAt">When it became current, UTC.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.KeyIssuance)]
[TakenBy(PlatformServices.Rotation)]
public sealed record SecretIssued(
    SecretReference Secret, Guid VersionId, string? Fingerprint, Guid OperationId, string TriggeredBy, DateTimeOffset OccurredAt) : IEvent;

/// <summary>A new version is current; the previous one keeps working until its grace period ends.</summary>
/// <param name="Secret">The secret.</param>
/// <param name="VersionId">The version that is now current.</param>
/// <param name="Fingerprint">Its public fingerprint, if it has one.</param>
/// <param name="PreviousVersionId">The version it replaced.</param>
/// <param name="PreviousFingerprint">The replaced version's fingerprint, if it has one.</param>
/// <param name="GraceEndsAt">When the previous version stops working, UTC.</param>
/// <param name="OperationId">The operation that rotated it.</param>
/// <param name="TriggeredBy">One of <see cref="Triggers"/>.</param>
/// <param name="Reason">The reason given, if any.</param>
/// <param name="OccurredAt">When it became current, UTC.</param>
/// <param name="RequestId">The <see cref="RotateSecret"/> that asked for it; null when a person did.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.KeyIssuance)]
[TakenBy(PlatformServices.Rotation)]
public sealed record SecretRotated(
    SecretReference Secret,
    Guid VersionId,
    string? Fingerprint,
    Guid PreviousVersionId,
    string? PreviousFingerprint,
    DateTimeOffset GraceEndsAt,
    Guid OperationId,
    string TriggeredBy,
    string? Reason,
    DateTimeOffset OccurredAt,
    Guid? RequestId = null) : IEvent;

/// <summary>A rotation ended without a new version; the old one is current still.</summary>
/// <param name="Secret">The secret.</param>
/// <param name="OperationId">The failed operation; null when none could be started.</param>
/// <param name="TriggeredBy">One of <see cref="Triggers"/>.</param>
/// <param name="Code">A stable code of the cause.</param>
/// <param name="Detail">The cause in plain words and what to do next.</param>
/// <param name="OccurredAt">When it failed, UTC.</param>
/// <param name="RequestId">The <see cref="RotateSecret"/> that asked for it; null when a person did.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.KeyIssuance)]
[TakenBy(PlatformServices.Rotation)]
public sealed record SecretRotationFailed(
    SecretReference Secret, Guid? OperationId, string TriggeredBy, string Code, string Detail, DateTimeOffset OccurredAt, Guid? RequestId = null) : IEvent;

/// <summary>The target has refused the previous version after its grace period.</summary>
/// <param name="Secret">The secret.</param>
/// <param name="VersionId">The retired version.</param>
/// <param name="Fingerprint">Its public fingerprint, if it has one.</param>
/// <param name="OperationId">The operation that retired it.</param>
/// <param name="OccurredAt">When the refusal was seen, UTC.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.KeyIssuance)]
[TakenBy(PlatformServices.Rotation)]
public sealed record PreviousVersionRetired(
    SecretReference Secret, Guid VersionId, string? Fingerprint, Guid OperationId, DateTimeOffset OccurredAt) : IEvent;

/// <summary>The target has refused every version that was live; nothing of the secret is left.</summary>
/// <param name="Secret">The secret.</param>
/// <param name="Fingerprints">Fingerprints of the revoked versions; they are banned for ever.</param>
/// <param name="OperationId">The operation that revoked them.</param>
/// <param name="Reason">The reason given, if any.</param>
/// <param name="OccurredAt">When the refusal was seen, UTC.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.KeyIssuance)]
[TakenBy(PlatformServices.Rotation)]
public sealed record SecretRevoked(
    SecretReference Secret, IReadOnlyList<string> Fingerprints, Guid OperationId, string? Reason, DateTimeOffset OccurredAt) : IEvent;

/// <summary>Secret material was handed to a user.</summary>
/// <param name="Secret">The secret.</param>
/// <param name="VersionId">The version that was revealed.</param>
/// <param name="Fingerprint">Its public fingerprint, if it has one.</param>
/// <param name="UserId">Who received it.</param>
/// <param name="OccurredAt">When the reveal was claimed, UTC.</param>
[SentBy(PlatformServices.KeyIssuance)]
public sealed record SecretRevealed(
    SecretReference Secret, Guid VersionId, string? Fingerprint, Guid UserId, DateTimeOffset OccurredAt) : IEvent;

/// <summary>A tenant and its server are under management.</summary>
/// <param name="TenantId">The tenant's id.</param>
/// <param name="Name">The tenant's display name.</param>
/// <param name="ServerAddress">The server's address.</param>
/// <param name="ServerPort">The server's SSH port.</param>
/// <param name="OccurredAt">When enrolment completed, UTC.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.KeyIssuance)]
[TakenBy(PlatformServices.Rotation)]
public sealed record TenantEnrolled(
    Guid TenantId, string Name, string ServerAddress, int ServerPort, DateTimeOffset OccurredAt) : IEvent;

/// <summary>A tenant's server was declared lost; the secrets that lived on it are void.</summary>
/// <param name="TenantId">The tenant's id.</param>
/// <param name="ServerAddress">The lost server's address.</param>
/// <param name="Reason">Why it was abandoned.</param>
/// <param name="OccurredAt">When it was declared lost, UTC.</param>
/// <param name="Secrets">What lived on it; null in messages of builds that knew no other secrets: then everything of the tenant's.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.KeyIssuance)]
[TakenBy(PlatformServices.Rotation)]
public sealed record ServerAbandoned(
    Guid TenantId, string ServerAddress, string Reason, DateTimeOffset OccurredAt, IReadOnlyList<SecretReference>? Secrets = null) : IEvent;

/// <summary>
/// A secret was deleted after a second administrator's approval: the target has refused every version, and Vault holds none of its
/// material. Its history stays in the ledger.
/// </summary>
/// <param name="Secret">The secret.</param>
/// <param name="OperationId">The operation that deleted it.</param>
/// <param name="ApprovalId">The approval.</param>
/// <param name="Reason">The reason given.</param>
/// <param name="OccurredAt">When it was gone, UTC.</param>
[SentBy(PlatformServices.KeyIssuance)]
public sealed record SecretDeleted(SecretReference Secret, Guid OperationId, Guid ApprovalId, string? Reason, DateTimeOffset OccurredAt) : IEvent;
