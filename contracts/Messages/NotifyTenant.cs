namespace PenguinMails.Contracts.Messages;

/// <summary>Tell a tenant's people about a secret of theirs, each as they wish to hear of it. It carries no material and no text.</summary>
/// <param name="NoticeId">Identifies the notice.</param>
/// <param name="TenantId">Whose people are told.</param>
/// <param name="Event">One of <see cref="TenantEvents"/>.</param>
/// <param name="Secret">The secret that it is about, if any.</param>
/// <param name="VersionId">The version that it is about: of a rotation the replaced one, of the end of a grace period the one that ended.</param>
/// <param name="Fingerprint">Public fingerprint of the new version, or of the one that ended.</param>
/// <param name="At">The time that it is about: of a rotation the end of the grace period, of a schedule the due date; null: none now.</param>
/// <param name="AlertKind">Of an alert its kind, such as <c>ssh.host_key_changed</c>.</param>
/// <param name="OccurredAt">When it happened, UTC. Of schedules a later one replaces an earlier one.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.Audit, PlatformServices.KeyIssuance, PlatformServices.Rotation)]
[TakenBy(PlatformServices.Identity, IsInternal = true)]
public sealed record NotifyTenant(
    Guid NoticeId,
    Guid TenantId,
    string Event,
    SecretReference? Secret,
    Guid? VersionId,
    string? Fingerprint,
    DateTimeOffset? At,
    string? AlertKind,
    DateTimeOffset OccurredAt) : ICommand;

/// <summary>What tenants can be told about.</summary>
public static class TenantEvents
{
    /// <summary>A rotation comes up. Commands of this kind say when; people are told some days ahead.</summary>
    public const string RotationDue = "rotation_due";

    /// <summary>A secret was issued, for the first time or after a revocation.</summary>
    public const string Issued = "issued";

    /// <summary>A secret was rotated; the version before works for a grace period.</summary>
    public const string Rotated = "rotated";

    /// <summary>The grace period of the version before ends soon. Identity makes it from <see cref="Rotated"/>.</summary>
    public const string GraceEnding = "grace_ending";

    /// <summary>The version before works no more.</summary>
    public const string GraceEnded = "grace_ended";

    /// <summary>Every version was revoked.</summary>
    public const string Revoked = "revoked";

    /// <summary>A rotation failed; the version before is still the current one.</summary>
    public const string RotationFailed = "rotation_failed";

    /// <summary>An alert about the tenant's server, secrets or sessions.</summary>
    public const string Alert = "alert";

    /// <summary>A tenant tries a webhook. No service sends it.</summary>
    public const string Test = "test";

    /// <summary>What somebody hears of by mail was changed; they are told whatever they chose. No service sends it.</summary>
    public const string PreferencesChanged = "preferences_changed";

    /// <summary>What one can choose to hear of.</summary>
    public static readonly IReadOnlyList<string> All = [RotationDue, Issued, Rotated, GraceEnding, GraceEnded, Revoked, RotationFailed, Alert];
}
