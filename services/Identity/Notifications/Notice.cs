namespace PenguinMails.Identity.Notifications;

/// <summary>Something to tell a tenant's people.</summary>
/// <param name="NoticeId">Its id.</param>
/// <param name="TenantId">The tenant.</param>
/// <param name="Event">One of <see cref="TenantEvents"/>.</param>
/// <param name="SecretType">The type of the secret that it is about, if any.</param>
/// <param name="SecretName">The secret that it is about, if any.</param>
/// <param name="VersionId">The version that it is about, as in <see cref="NotifyTenant"/>.</param>
/// <param name="Fingerprint">Public fingerprint of the new version, or of the one that ended.</param>
/// <param name="At">The time that it is about.</param>
/// <param name="AlertKind">Of an alert its kind.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="DueAt">When to tell of it.</param>
internal sealed record Notice(
    Guid NoticeId,
    Guid TenantId,
    string Event,
    string? SecretType,
    string? SecretName,
    Guid? VersionId,
    string? Fingerprint,
    DateTimeOffset? At,
    string? AlertKind,
    DateTimeOffset OccurredAt,
    DateTimeOffset DueAt)
{
    public static Notice Of(NotifyTenant message) => new(
        message.NoticeId, message.TenantId, message.Event, message.Secret?.Type, message.Secret?.Name, message.VersionId, message.Fingerprint, message.At,
        message.AlertKind, message.OccurredAt, message.OccurredAt);
}
