namespace PenguinMails.KeyIssuance.ApiKeys.Keys;

/// <summary>A tenant's API key as it is shown: nothing here is, or leads to, the key itself.</summary>
/// <param name="KeyId">Its id, which is also the second part of the key.</param>
/// <param name="Name">What the tenant calls it.</param>
/// <param name="Permissions">What it may do.</param>
/// <param name="RateLimitPerMinute">How many requests it may make in a minute of the clock.</param>
/// <param name="CreatedAt">When it was created, UTC.</param>
/// <param name="CreatedBy">Who created it, or rotated its predecessor.</param>
/// <param name="ExpiresAt">When it works no more, UTC; absent when it has no end.</param>
/// <param name="LastUsedAt">When a request with it last passed, UTC, some seconds late; absent when none has.</param>
/// <param name="LastUsedFrom">Where that came from: an address, or a network in IPv6.</param>
/// <param name="RequestCount">How many requests were made with it, refused ones among them.</param>
/// <param name="Status">active; expiring: it ends within 7 days; expired; revoked.</param>
/// <param name="Replaces">The key that it succeeded by rotation.</param>
/// <param name="ReplacedBy">Its successor: it works itself until <c>expiresAt</c>.</param>
/// <param name="Hold">Why its end was put off after it was replaced.</param>
[Example("""
    {"keyId":"019ab6a0-2f7a-7c10-9d5e-3a51c0a6f001","name":"Dashboard","permissions":["audit:read"],"rateLimitPerMinute":60,"createdAt":"2026-11-29T09:00:00Z",
    "createdBy":"owner@acme.example","expiresAt":"2027-02-27T09:00:00Z","lastUsedAt":"2026-11-29T10:00:00Z","lastUsedFrom":"203.0.113.7","requestCount":12,"status":"active"}
    """)]
public sealed record ApiKey(
    Guid KeyId,
    string Name,
    [property: OneOf(typeof(ApiKeyPermissions))] IReadOnlyList<string> Permissions,
    int RateLimitPerMinute,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    string? LastUsedFrom,
    long RequestCount,
    [property: OneOf(typeof(ApiKeyStatuses))] string Status,
    Guid? Replaces,
    Guid? ReplacedBy,
    ApiKeyHold? Hold);

/// <summary>A key that was just made. The key is in this answer and nowhere else.</summary>
/// <param name="KeyId">Its id.</param>
/// <param name="Key">The key: <c>pmk_{keyId}_{secret}_{checksum}</c>. Send it as <c>Authorization: Bearer pmk_…</c>.</param>
/// <param name="Name">What the tenant calls it.</param>
/// <param name="Permissions">What it may do.</param>
/// <param name="RateLimitPerMinute">How many requests it may make in a minute of the clock.</param>
/// <param name="CreatedAt">When it was created, UTC.</param>
/// <param name="CreatedBy">Who created it.</param>
/// <param name="ExpiresAt">When it works no more, UTC; absent when it has no end.</param>
/// <param name="Status">Always active, or expiring when it ends within 7 days.</param>
/// <param name="Previous">After a rotation: the key before, and when it ends.</param>
[Example("""
    {"keyId":"019ab6a0-2f7a-7c10-9d5e-3a51c0a6f001","key":"pmk_019ab6a02f7a7c109d5e3a51c0a6f001_…","name":"Dashboard","permissions":["audit:read"],
    "rateLimitPerMinute":60,"createdAt":"2026-11-29T09:00:00Z","createdBy":"owner@acme.example","status":"active"}
    """)]
public sealed record PlainTextIssuedApiKey(
    Guid KeyId,
    string Key,
    string Name,
    [property: OneOf(typeof(ApiKeyPermissions))] IReadOnlyList<string> Permissions,
    int RateLimitPerMinute,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? ExpiresAt,
    [property: OneOf(typeof(ApiKeyStatuses))] string Status,
    ReplacedApiKey? Previous) : ShownOnce
{
    public override string ToString() => $"[API key {KeyId}, redacted]";
}

/// <summary>A key that was rotated.</summary>
/// <param name="KeyId">The key.</param>
/// <param name="WorksUntil">When it works no more, UTC.</param>
/// <param name="LastUsedAt">When a request with it last passed, UTC.</param>
/// <param name="UsedWithinAnHour">Whether that was within the last hour: then something still uses it, and needs the new key before <c>worksUntil</c>.</param>
public sealed record ReplacedApiKey(Guid KeyId, DateTimeOffset WorksUntil, DateTimeOffset? LastUsedAt, bool UsedWithinAnHour);

/// <summary>Whether a key works.</summary>
public static class ApiKeyStatuses
{
    /// <summary>It works.</summary>
    public const string Active = "active";

    /// <summary>It works, and ends within 7 days: by its date, or because it was replaced.</summary>
    public const string Expiring = "expiring";

    /// <summary>Its time is over.</summary>
    public const string Expired = "expired";

    /// <summary>It was revoked.</summary>
    public const string Revoked = "revoked";

    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    public static string Of(DateTimeOffset? revokedAt, DateTimeOffset? expiresAt, DateTimeOffset now) =>
        revokedAt is not null ? Revoked
        : expiresAt <= now ? Expired
        : expiresAt <= now + Soon ? Expiring
        : Active;
}
