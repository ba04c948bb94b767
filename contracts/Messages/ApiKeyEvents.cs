namespace PenguinMails.Contracts.Messages;

/// <summary>A tenant's person created an API key. Nothing in messages is a key, or could be made one.</summary>
/// <param name="KeyId">The key.</param>
/// <param name="TenantId">Whose it is.</param>
/// <param name="Permissions">What it may do, such as <c>ssh:read</c>.</param>
/// <param name="RateLimitPerMinute">How many requests it may make in a minute.</param>
/// <param name="ExpiresAt">When it will work no more, UTC; null when it has no end.</param>
/// <param name="OccurredAt">When it was created, UTC.</param>
[SentBy(PlatformServices.KeyIssuance)]
public sealed record ApiKeyIssued(
    Guid KeyId, Guid TenantId, IReadOnlyList<string> Permissions, int RateLimitPerMinute, DateTimeOffset? ExpiresAt, DateTimeOffset OccurredAt) : IEvent;

/// <summary>An API key has a successor with the same permissions; it works itself until its grace period ends.</summary>
/// <param name="KeyId">The successor.</param>
/// <param name="PreviousKeyId">The key that was rotated.</param>
/// <param name="TenantId">Whose they are.</param>
/// <param name="GraceEndsAt">When the previous key will work no more, UTC.</param>
/// <param name="ExpiresAt">When the successor will work no more, UTC; null when it has no end.</param>
/// <param name="OccurredAt">When it was rotated, UTC.</param>
[SentBy(PlatformServices.KeyIssuance)]
public sealed record ApiKeyRotated(
    Guid KeyId, Guid PreviousKeyId, Guid TenantId, DateTimeOffset GraceEndsAt, DateTimeOffset? ExpiresAt, DateTimeOffset OccurredAt) : IEvent;

/// <summary>An API key was revoked: within seconds it is refused everywhere.</summary>
/// <param name="KeyId">The key.</param>
/// <param name="TenantId">Whose it was.</param>
/// <param name="Cause">One of <see cref="ApiKeyRevocations"/>.</param>
/// <param name="OccurredAt">When it was revoked, UTC.</param>
[SentBy(PlatformServices.KeyIssuance)]
public sealed record ApiKeyRevoked(Guid KeyId, Guid TenantId, string Cause, DateTimeOffset OccurredAt) : IEvent;

/// <summary>The time of an API key, or the grace period after its rotation, is over.</summary>
/// <param name="KeyId">The key.</param>
/// <param name="TenantId">Whose it was.</param>
/// <param name="OccurredAt">When it stopped working, UTC.</param>
[SentBy(PlatformServices.KeyIssuance)]
public sealed record ApiKeyExpired(Guid KeyId, Guid TenantId, DateTimeOffset OccurredAt) : IEvent;

/// <summary>Why an API key was revoked.</summary>
public static class ApiKeyRevocations
{
    /// <summary>A person asked for it.</summary>
    public const string Requested = "requested";

    /// <summary>It was found where others can read it.</summary>
    public const string Leaked = "leaked";
}
