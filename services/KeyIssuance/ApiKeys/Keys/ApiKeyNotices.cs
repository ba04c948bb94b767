namespace PenguinMails.KeyIssuance.ApiKeys.Keys;

/// <summary>Tells a tenant's people of its keys, by the way on which they hear of every secret: each as they wish.</summary>
internal static class ApiKeyNotices
{
    /// <summary>A key was created, and will end.</summary>
    public static async Task IssuedAsync(DatabaseTransaction transaction, ApiKeyRow key, DateTimeOffset now)
    {
        await TellAsync(transaction, key, TenantEvents.Issued, at: null, now);
        await EndsAsync(transaction, key, now);
    }

    /// <summary>A key was replaced. Identity plans from this when to tell that the grace period is about to end.</summary>
    public static async Task RotatedAsync(DatabaseTransaction transaction, ApiKeyRow previous, ApiKeyRow next, DateTimeOffset worksUntil, DateTimeOffset now)
    {
        await TellAsync(transaction, previous, TenantEvents.Rotated, worksUntil, now);
        await EndsAsync(transaction, next, now);
    }

    /// <summary>The end of a replaced key is another one now.</summary>
    public static Task EndMovedAsync(DatabaseTransaction transaction, ApiKeyRow key, DateTimeOffset worksUntil, DateTimeOffset now) =>
        TellAsync(transaction, key, TenantEvents.Rotated, worksUntil, now);

    public static Task RevokedAsync(DatabaseTransaction transaction, ApiKeyRow key, DateTimeOffset now) =>
        TellAsync(transaction, key, TenantEvents.Revoked, at: null, now);

    /// <summary>A key's time is over.</summary>
    public static Task ExpiredAsync(DatabaseTransaction transaction, ApiKeyRow key, DateTimeOffset now) =>
        TellAsync(transaction, key, TenantEvents.GraceEnded, at: null, now);

    // Identity tells of it seven days ahead (Identity:Notifications:BeforeRotation).
    private static Task EndsAsync(DatabaseTransaction transaction, ApiKeyRow key, DateTimeOffset now) => key.ExpiresAt is { } end
        ? TellAsync(transaction, key, TenantEvents.RotationDue, end, now)
        : Task.CompletedTask;

    private static Task TellAsync(DatabaseTransaction transaction, ApiKeyRow key, string tenantEvent, DateTimeOffset? at, DateTimeOffset now) => transaction.SendAsync(
        Queues.IdentityCommands,
        new NotifyTenant(Guid.CreateVersion7(now), key.TenantId, tenantEvent, key.Reference, VersionId: key.KeyId, Fingerprint: null, at, AlertKind: null, now));
}
