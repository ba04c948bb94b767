namespace PenguinMails.AdminQuery.Secrets;

/// <summary>A tenant's API keys that work. Ended ones, and exact use, are in the list of its keys.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="LastCreated">When the newest was created, UTC.</param>
/// <param name="Items">The keys, newest first.</param>
public sealed record TenantApiKeys(int Count, DateTimeOffset? LastCreated, IReadOnlyList<ApiKeyOverview> Items)
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    internal static TenantApiKeys Of(IReadOnlyList<ShownApiKey> keys, DateTimeOffset now) => new(
        keys.Count,
        keys.Count > 0 ? keys.Max(key => key.CreatedAt) : null,
        [.. keys.Select(key => new ApiKeyOverview(
            key.KeyId, key.Name, JsonSerializer.Deserialize<string[]>(key.Permissions)!, key.RateLimitPerMinute, key.CreatedAt, key.LastUsedAt, key.RequestCount,
            key.ExpiresAt <= now + Soon ? "expiring" : "active"))]);
}

/// <summary>An API key in a tenant's overview.</summary>
/// <param name="KeyId">Its id.</param>
/// <param name="Name">What the tenant calls it.</param>
/// <param name="Permissions">What it may do.</param>
/// <param name="RateLimitPerMinute">How many requests it may make in a minute.</param>
/// <param name="CreatedAt">When it was created, UTC.</param>
/// <param name="LastUsedAt">When it was last used, UTC; at most an hour old.</param>
/// <param name="RequestCount">How many requests were made with it until then.</param>
/// <param name="Status">active, or expiring: it ends within 7 days.</param>
public sealed record ApiKeyOverview(
    Guid KeyId,
    string Name,
    [property: OneOf(typeof(ApiKeyPermissions))] IReadOnlyList<string> Permissions,
    int RateLimitPerMinute,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt,
    long RequestCount,
    [property: OneOf("active", "expiring")] string Status);

/// <summary>A row of the table <c>api_key</c>, as it is read.</summary>
internal sealed class ShownApiKey
{
    public Guid KeyId { get; init; }
    public string Name { get; init; } = "";
    public string Permissions { get; init; } = "[]";
    public int RateLimitPerMinute { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }
    public long RequestCount { get; init; }
}
