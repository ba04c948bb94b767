namespace PenguinMails.Rotation.Schedules;

/// <summary>Has Identity tell a tenant's people what happens to their secrets. Events of the platform's own key into a server concern nobody there.</summary>
internal static class TenantNotices
{
    private const string AdminKey = "admin";

    public static Task NotifyIssuedAsync(this DatabaseTransaction transaction, SecretIssued message) => SendAsync(
        transaction, TenantEvents.Issued, message.Secret, message.VersionId, message.Fingerprint, at: null, message.OccurredAt);

    /// <param name="graceEndsAt">When the replaced version stops working.</param>
    public static Task NotifyRotatedAsync(this DatabaseTransaction transaction, SecretRotated message, DateTimeOffset graceEndsAt) => SendAsync(
        transaction, TenantEvents.Rotated, message.Secret, message.PreviousVersionId, message.Fingerprint, graceEndsAt, message.OccurredAt);

    /// <summary>Only what was begun has failed: a request that could not start is made again.</summary>
    public static Task NotifyFailedAsync(this DatabaseTransaction transaction, SecretRotationFailed message) => message.OperationId is null
        ? Task.CompletedTask
        : SendAsync(transaction, TenantEvents.RotationFailed, message.Secret, versionId: null, fingerprint: null, at: null, message.OccurredAt);

    public static Task NotifyRetiredAsync(this DatabaseTransaction transaction, PreviousVersionRetired message) => SendAsync(
        transaction, TenantEvents.GraceEnded, message.Secret, message.VersionId, message.Fingerprint, at: null, message.OccurredAt);

    public static Task NotifyRevokedAsync(this DatabaseTransaction transaction, SecretRevoked message) => SendAsync(
        transaction, TenantEvents.Revoked, message.Secret, versionId: null, fingerprint: null, at: null, message.OccurredAt);

    /// <param name="dueAt">Null: it is not rotated by schedule now.</param>
    /// <param name="decidedAt">A later decision replaces an earlier one.</param>
    public static Task NotifyScheduledAsync(this DatabaseTransaction transaction, SecretReference secret, DateTimeOffset? dueAt, DateTimeOffset decidedAt) => SendAsync(
        transaction, TenantEvents.RotationDue, secret, versionId: null, fingerprint: null, dueAt, decidedAt);

    private static Task SendAsync(
        DatabaseTransaction transaction, string tenantEvent, SecretReference secret, Guid? versionId, string? fingerprint, DateTimeOffset? at, DateTimeOffset occurredAt) =>
        secret is { Type: SecretTypes.Ssh, Name: AdminKey }
            ? Task.CompletedTask
            : transaction.SendAsync(Queues.IdentityCommands, new NotifyTenant(
                Guid.CreateVersion7(), secret.TenantId, tenantEvent, secret, versionId, fingerprint, at, AlertKind: null, occurredAt));
}
