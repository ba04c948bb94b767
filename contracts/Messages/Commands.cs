namespace PenguinMails.Contracts.Messages;

/// <summary>Rotate a secret. Ignored, and answered with <see cref="SecretRotationFailed"/>, when it cannot start now.</summary>
/// <param name="RequestId">Identifies this request; repeating it has no further effect.</param>
/// <param name="Secret">The secret to rotate.</param>
/// <param name="TriggeredBy">One of <see cref="Triggers"/>.</param>
/// <param name="Trigger">What exactly asked: <c>schedule</c>, <c>campaign</c>, <c>incident</c>, <c>drift</c>, <c>threshold</c>.</param>
/// <param name="Reason">Free text for history and audit, at most 500 characters.</param>
/// <param name="GracePeriod">How long the old version keeps working; null: the type's default.</param>
/// <param name="OnBehalfOf">The person who caused it; null: the schedule did.</param>
/// <param name="CampaignId">The campaign that it belongs to, if any.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.Rotation)]
[TakenBy(PlatformServices.KeyIssuance, IsInternal = true)]
public sealed record RotateSecret(
    Guid RequestId,
    SecretReference Secret,
    string TriggeredBy,
    string Trigger,
    string? Reason,
    TimeSpan? GracePeriod,
    OnBehalfOf? OnBehalfOf = null,
    Guid? CampaignId = null) : ICommand;

/// <summary>The grace period of a version is over: make the target refuse it and prove that it does.</summary>
/// <param name="Secret">The secret.</param>
/// <param name="VersionId">The retiring version.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.Rotation)]
[TakenBy(PlatformServices.KeyIssuance, IsInternal = true)]
public sealed record RetirePreviousVersion(SecretReference Secret, Guid VersionId) : ICommand;

/// <summary>Revoke every live version of a secret at once.</summary>
/// <param name="RequestId">Identifies this request; repeating it has no further effect.</param>
/// <param name="Secret">The secret to revoke.</param>
/// <param name="Reason">Free text for history and audit, at most 500 characters.</param>
/// <param name="OnBehalfOf">The person who caused it, if one did.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.Rotation)]
[TakenBy(PlatformServices.KeyIssuance, IsInternal = true)]
public sealed record RevokeSecret(Guid RequestId, SecretReference Secret, string Reason, OnBehalfOf? OnBehalfOf = null) : ICommand;
