namespace PenguinMails.KeyIssuance.ApiKeys.Keys;

/// <summary>Creates, rotates and revokes keys. Each change commits with its record, its event and its notice.</summary>
internal sealed class ApiKeyChanges(AuditTrail trail, IOptions<ApiKeyOptions> options, TimeProvider time)
{
    public const string Create = "api_key.create";
    public const string Rotate = "api_key.rotate";
    public const string Revoke = "api_key.revoke";

    private static readonly TimeSpan RecentUse = TimeSpan.FromHours(1);

    public async Task<IResult> CreateAsync(DatabaseTransaction transaction, Caller caller, CreateApiKey request)
    {
        var (tenantId, now) = (caller.RequiredTenantId, time.GetUtcNow());
        if (!await transaction.LockTenantAsync(tenantId))
        {
            return new ApiProblem(ProblemCatalog.NotFound) { Detail = "Your organisation is not under management yet." };
        }

        if (await RefuseMoreAsync(transaction, caller, Create, now) is { } refusal)
        {
            return refusal;
        }

        var key = PlainTextApiKey.Create(Guid.CreateVersion7(now));
        var row = new ApiKeyRow
        {
            KeyId = key.KeyId,
            TenantId = tenantId,
            Name = request.Name.Trim(),
            Digest = key.Digest(),
            Permissions = [.. request.Permissions],
            RateLimitPerMinute = request.Limit,
            LifetimeDays = request.ExpiresInDays,
            CreatedAt = now,
            CreatedById = caller.UserId,
            CreatedBy = caller.Email,
            ExpiresAt = now + Days(request.ExpiresInDays),
        };
        await transaction.AddApiKeyAsync(row);
        await RecordAsync(transaction, caller.Actor, row, Create, new()
        {
            ["permissions"] = string.Join(' ', row.Permissions),
            ["rateLimitPerMinute"] = row.RateLimitPerMinute.ToString(CultureInfo.InvariantCulture),
            ["expiresAt"] = row.ExpiresAt?.ToString("O", CultureInfo.InvariantCulture) ?? "never",
        });
        await transaction.PublishAsync(new ApiKeyIssued(row.KeyId, tenantId, row.Permissions, row.RateLimitPerMinute, row.ExpiresAt, now));
        await ApiKeyNotices.IssuedAsync(transaction, row, now);
        return Issued(key, row, previous: null, now);
    }

    public async Task<IResult> RotateAsync(DatabaseTransaction transaction, Caller caller, Guid keyId, TimeSpan? gracePeriod)
    {
        var (tenantId, now) = (caller.RequiredTenantId, time.GetUtcNow());
        if (!await transaction.LockTenantAsync(tenantId) || await transaction.FindApiKeyAsync(tenantId, keyId, forChange: true) is not { } previous)
        {
            return new ApiProblem(ProblemCatalog.NotFound);
        }

        if (previous.StatusAt(now) is ApiKeyStatuses.Expired or ApiKeyStatuses.Revoked)
        {
            return await RefuseAsync(transaction, caller, previous, Rotate, new ApiProblem(ProblemCatalog.ApiKeyEnded));
        }

        if (previous.ReplacedBy is { } successor)
        {
            return await RefuseAsync(
                transaction, caller, previous, Rotate, new ApiProblem(ProblemCatalog.ApiKeyReplaced) { Extensions = new() { ["replacedBy"] = successor } });
        }

        if (await RefuseMoreAsync(transaction, caller, Rotate, now) is { } refusal)
        {
            return refusal;
        }

        var end = now + (gracePeriod ?? options.Value.GracePeriod);
        var worksUntil = previous.ExpiresAt < end ? previous.ExpiresAt.Value : end;
        var key = PlainTextApiKey.Create(Guid.CreateVersion7(now));
        var next = new ApiKeyRow
        {
            KeyId = key.KeyId,
            TenantId = tenantId,
            Name = previous.Name,
            Digest = key.Digest(),
            Permissions = previous.Permissions,
            RateLimitPerMinute = previous.RateLimitPerMinute,
            LifetimeDays = previous.LifetimeDays,
            CreatedAt = now,
            CreatedById = caller.UserId,
            CreatedBy = caller.Email,
            ExpiresAt = now + Days(previous.LifetimeDays),
            Replaces = keyId,
        };
        await transaction.AddApiKeyAsync(next);
        await transaction.ExecuteAsync("update api_key set expires_at = @worksUntil where key_id = @keyId", new { worksUntil, keyId });
        await RecordAsync(transaction, caller.Actor, previous, Rotate, new()
        {
            ["replacedBy"] = $"{next.KeyId}",
            ["worksUntil"] = worksUntil.ToString("O", CultureInfo.InvariantCulture),
        });
        await transaction.PublishAsync(new ApiKeyRotated(next.KeyId, keyId, tenantId, worksUntil, next.ExpiresAt, now));
        await ApiKeyNotices.RotatedAsync(transaction, previous, next, worksUntil, now);
        return Issued(key, next, new ReplacedApiKey(keyId, worksUntil, previous.LastUsedAt, previous.LastUsedAt > now - RecentUse), now);
    }

    /// <summary>Ends a key now, also one that was replaced and is in its grace period.</summary>
    /// <param name="tenantId">Whose it must be.</param>
    public async Task<Results<NoContent, ApiProblem>> RevokeAsync(DatabaseTransaction transaction, Guid tenantId, Guid keyId, AuditActor actor, string? reason)
    {
        if (await transaction.FindApiKeyAsync(tenantId, keyId, forChange: true) is not { } key)
        {
            return new ApiProblem(ProblemCatalog.NotFound);
        }

        if (key.RevokedAt is not null)
        {
            return new ApiProblem(ProblemCatalog.AlreadyRevoked) { Detail = "It is refused everywhere already." };
        }

        await RevokeAsync(transaction, key, actor, reason, ApiKeyRevocations.Requested, []);
        return TypedResults.NoContent();
    }

    /// <summary>Ends a key that was not revoked before, whoever wants it.</summary>
    public async Task RevokeAsync(
        DatabaseTransaction transaction, ApiKeyRow key, AuditActor actor, string? reason, string cause, Dictionary<string, string> details)
    {
        var now = time.GetUtcNow();
        await transaction.ExecuteAsync("update api_key set revoked_at = @now where key_id = @KeyId", new { now, key.KeyId });
        await RecordAsync(transaction, actor, key, Revoke, new(details, StringComparer.Ordinal) { ["cause"] = cause }, reason);
        await transaction.PublishAsync(new ApiKeyRevoked(key.KeyId, key.TenantId, cause, now));
        await ApiKeyNotices.RevokedAsync(transaction, key, now);
    }

    private async Task<ApiProblem?> RefuseMoreAsync(DatabaseTransaction transaction, Caller caller, string action, DateTimeOffset now)
    {
        if (await transaction.CountLiveApiKeysAsync(caller.RequiredTenantId, now) < options.Value.PerTenant)
        {
            return null;
        }

        var refusal = new ApiProblem(ProblemCatalog.TooManyApiKeys) { Detail = $"At most {options.Value.PerTenant} keys work at a time. {ProblemCatalog.TooManyApiKeys.NextStep}" };
        await trail.RecordAsync(
            transaction, caller.Actor, new AuditEntry(action, AuditOutcomes.Refused) { TenantId = caller.TenantId, Code = refusal.Kind.Code });
        return refusal;
    }

    private async Task<ApiProblem> RefuseAsync(DatabaseTransaction transaction, Caller caller, ApiKeyRow key, string action, ApiProblem refusal)
    {
        await trail.RecordAsync(
            transaction, caller.Actor, new AuditEntry(action, AuditOutcomes.Refused) { Secret = key.Reference, VersionId = key.KeyId, Code = refusal.Kind.Code });
        return refusal;
    }

    private Task RecordAsync(
        DatabaseTransaction transaction, AuditActor actor, ApiKeyRow key, string action, Dictionary<string, string> details, string? reason = null)
    {
        details["name"] = key.Name;
        return trail.RecordAsync(transaction, actor, new AuditEntry(action, AuditOutcomes.Success)
        {
            Secret = key.Reference,
            VersionId = key.KeyId,
            Reason = reason,
            Details = details,
        });
    }

    private static TimeSpan? Days(int? days) => days is { } count ? TimeSpan.FromDays(count) : null;

    private static PlainTextIssuedApiKey Issued(PlainTextApiKey key, ApiKeyRow row, ReplacedApiKey? previous, DateTimeOffset now) => new(
        row.KeyId, key.Text, row.Name, row.Permissions, row.RateLimitPerMinute, row.CreatedAt, row.CreatedBy, row.ExpiresAt, row.StatusAt(now), previous)
    {
        Location = ApiKeyAddress.Of(row.KeyId),
    };
}
