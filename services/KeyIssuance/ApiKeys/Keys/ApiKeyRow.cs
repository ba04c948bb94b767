namespace PenguinMails.KeyIssuance.ApiKeys.Keys;

/// <summary>A row of the table <c>api_key</c>.</summary>
internal sealed class ApiKeyRow
{
    public const string Columns =
        """
        k.key_id, k.tenant_id, k.name, k.digest, k.permissions, k.rate_limit_per_minute, k.lifetime_days, k.created_at, k.created_by, k.created_by_id,
        k.expires_at, k.replaces, k.revoked_at, k.request_count, k.last_used_at, k.last_used_from, k.change_number,
        k.grace_ends_at, k.hold_reason, k.held_by, k.held_at, (select s.created_at from api_key s where s.replaces = k.key_id) as replaced_at,
        (select s.key_id from api_key s where s.replaces = k.key_id) as replaced_by
        """;

    public Guid KeyId { get; init; }
    public Guid TenantId { get; init; }
    public string Name { get; init; } = "";
    public byte[] Digest { get; init; } = [];
    public string[] Permissions { get; init; } = [];
    public int RateLimitPerMinute { get; init; }
    public int? LifetimeDays { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public string CreatedBy { get; init; } = "";
    public Guid CreatedById { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public Guid? Replaces { get; init; }
    public Guid? ReplacedBy { get; init; }
    public DateTimeOffset? ReplacedAt { get; init; }
    public DateTimeOffset? GraceEndsAt { get; init; }
    public string? HoldReason { get; init; }
    public string? HeldBy { get; init; }
    public DateTimeOffset? HeldAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
    public long RequestCount { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }
    public string? LastUsedFrom { get; init; }
    public long ChangeNumber { get; init; }

    /// <summary>As audit records and notices name it.</summary>
    public SecretReference Reference => new(TenantId, ApiKeySecrets.Type, $"{KeyId}");

    public string StatusAt(DateTimeOffset now) => ApiKeyStatuses.Of(RevokedAt, ExpiresAt, now);

    public ApiKey ToView(DateTimeOffset now) => new(
        KeyId, Name, Permissions, RateLimitPerMinute, CreatedAt, CreatedBy, ExpiresAt, LastUsedAt, LastUsedFrom, RequestCount, StatusAt(now), Replaces, ReplacedBy,
        GraceEndsAt is { } planned ? new ApiKeyHold(HoldReason!, HeldBy!, HeldAt!.Value, planned) : null);

    public KnownApiKey ToKnown() => new(ChangeNumber, KeyId, TenantId, Digest, Permissions, RateLimitPerMinute, ExpiresAt, RevokedAt is not null);
}

internal static class ApiKeyTable
{
    /// <param name="tenantId">Only of this tenant; null: of any.</param>
    public static Task<ApiKeyRow?> FindApiKeyAsync(this DatabaseTransaction read, Guid? tenantId, Guid keyId, bool forChange = false) =>
        read.QuerySingleOrDefaultAsync<ApiKeyRow>(
            $"""
            select {ApiKeyRow.Columns} from api_key k where key_id = @keyId and (@tenantId::uuid is null or tenant_id = @tenantId)
            {(forChange ? "for update of k" : "")}
            """,
            new { tenantId, keyId });

    public static Task AddApiKeyAsync(this DatabaseTransaction transaction, ApiKeyRow row) => transaction.ExecuteAsync(
        """
        insert into api_key (key_id, tenant_id, name, digest, permissions, rate_limit_per_minute, lifetime_days, created_at, created_by_id, created_by, expires_at, replaces)
        values (@KeyId, @TenantId, @Name, @Digest, @Permissions, @RateLimitPerMinute, @LifetimeDays, @CreatedAt, @CreatedById, @CreatedBy, @ExpiresAt, @Replaces)
        """,
        row);

    /// <summary>Holds a tenant's keys for a change that counts them.</summary>
    /// <returns>Whether there is such a tenant.</returns>
    public static async Task<bool> LockTenantAsync(this DatabaseTransaction transaction, Guid tenantId) =>
        await transaction.ScalarAsync<Guid?>("select tenant_id from tenant where tenant_id = @tenantId for no key update", new { tenantId }) is not null;

    public static Task<int> CountLiveApiKeysAsync(this DatabaseTransaction read, Guid tenantId, DateTimeOffset now) => read.ScalarAsync<int>(
        "select count(*)::int from api_key where tenant_id = @tenantId and revoked_at is null and (expires_at is null or expires_at > @now)", new { tenantId, now });
}
