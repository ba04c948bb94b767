namespace PenguinMails.KeyIssuance.ApiKeys.Keys;

/// <summary>
/// Puts the end of a replaced key off while something still uses it, and lets it end. A hold has a reason and a bound: a month from the rotation, and
/// never beyond the end that the key was created with.
/// </summary>
internal sealed class ApiKeyHolds(AuditTrail trail, TimeProvider time)
{
    public const string Hold = "api_key.hold";
    public const string Release = "api_key.release";

    private static readonly TimeSpan Usual = TimeSpan.FromDays(7);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    public async Task<Results<Ok<ApiKey>, ApiProblem>> HoldAsync(DatabaseTransaction transaction, Caller caller, Guid keyId, HoldApiKey request)
    {
        var now = time.GetUtcNow();
        var (key, refusal) = await FindReplacedAsync(transaction, caller, keyId, Hold, now);
        if (key is null)
        {
            return refusal!;
        }

        var latest = key.ReplacedAt!.Value + Longest;
        if (key.LifetimeDays is { } days && key.CreatedAt + TimeSpan.FromDays(days) < latest)
        {
            latest = key.CreatedAt + TimeSpan.FromDays(days);
        }

        var until = request.Until ?? (now + Usual < latest ? now + Usual : latest);
        if (until <= key.ExpiresAt || until > latest)
        {
            return new FieldErrors().Require(
                false, "until", $"Must be later than the present end, {key.ExpiresAt:O}, and not later than {latest:O}: 30 days after the rotation, or the end that the key was created with.").ToProblem();
        }

        await transaction.ExecuteAsync(
            """
            update api_key set grace_ends_at = coalesce(grace_ends_at, expires_at), expires_at = @until, hold_reason = @Reason, held_by = @Email, held_at = @now,
                               use_warned_at = null
            where key_id = @keyId
            """,
            new { until, request.Reason, caller.Email, now, keyId });
        await RecordAsync(transaction, caller, key, Hold, request.Reason, until);
        await ApiKeyNotices.EndMovedAsync(transaction, key, until, now);
        return await AnswerAsync(transaction, caller, keyId, now);
    }

    public async Task<Results<Ok<ApiKey>, ApiProblem>> ReleaseAsync(DatabaseTransaction transaction, Caller caller, Guid keyId, string? reason)
    {
        var now = time.GetUtcNow();
        var (key, refusal) = await FindReplacedAsync(transaction, caller, keyId, Release, now);
        if (key is null)
        {
            return refusal!;
        }

        if (key.GraceEndsAt is not { } planned)
        {
            return await RefuseAsync(transaction, caller, key, Release, new ApiProblem(ProblemCatalog.ApiKeyNotHeld));
        }

        var end = planned > now ? planned : now;
        await transaction.ExecuteAsync(
            "update api_key set expires_at = @end, grace_ends_at = null, hold_reason = null, held_by = null, held_at = null where key_id = @keyId", new { end, keyId });
        await RecordAsync(transaction, caller, key, Release, reason, end);
        if (end > now)
        {
            await ApiKeyNotices.EndMovedAsync(transaction, key, end, now);
        }

        return await AnswerAsync(transaction, caller, keyId, now);
    }

    /// <returns>The key, when it was replaced and works yet; else why not.</returns>
    private async Task<(ApiKeyRow? Key, ApiProblem? Refusal)> FindReplacedAsync(
        DatabaseTransaction transaction, Caller caller, Guid keyId, string action, DateTimeOffset now) =>
        await transaction.FindApiKeyAsync(caller.RequiredTenantId, keyId, forChange: true) is not { } key ? (null, new ApiProblem(ProblemCatalog.NotFound))
            : key.StatusAt(now) is ApiKeyStatuses.Expired or ApiKeyStatuses.Revoked ? (null, await RefuseAsync(transaction, caller, key, action, new ApiProblem(ProblemCatalog.ApiKeyEnded)))
            : key.ReplacedBy is null ? (null, await RefuseAsync(transaction, caller, key, action, new ApiProblem(ProblemCatalog.NoGracePeriod) { Detail = "It was not rotated: nothing ends it before its time." }))
            : (key, null);

    private async Task<ApiProblem> RefuseAsync(DatabaseTransaction transaction, Caller caller, ApiKeyRow key, string action, ApiProblem refusal)
    {
        await trail.RecordAsync(
            transaction, caller.Actor, new AuditEntry(action, AuditOutcomes.Refused) { Secret = key.Reference, VersionId = key.KeyId, Code = refusal.Kind.Code });
        return refusal;
    }

    private Task RecordAsync(DatabaseTransaction transaction, Caller caller, ApiKeyRow key, string action, string? reason, DateTimeOffset end) =>
        trail.RecordAsync(transaction, caller.Actor, new AuditEntry(action, AuditOutcomes.Success)
        {
            Secret = key.Reference,
            VersionId = key.KeyId,
            Reason = reason,
            Details = new(StringComparer.Ordinal)
            {
                ["name"] = key.Name,
                ["worksUntil"] = end.ToString("O", CultureInfo.InvariantCulture),
                ["lastUsedAt"] = key.LastUsedAt?.ToString("O", CultureInfo.InvariantCulture) ?? "never",
            },
        });

    private static async Task<Results<Ok<ApiKey>, ApiProblem>> AnswerAsync(DatabaseTransaction transaction, Caller caller, Guid keyId, DateTimeOffset now) =>
        TypedResults.Ok((await transaction.FindApiKeyAsync(caller.RequiredTenantId, keyId))!.ToView(now));
}

/// <summary>A replaced key shall go on working for a time.</summary>
/// <param name="Reason">What still uses it; kept in history and audit.</param>
/// <param name="Until">Until when, UTC: at most 30 days after the rotation; seven days from now when absent.</param>
[Example("""{"reason":"The billing export moves on Friday","until":"2026-12-05T09:00:00Z"}""")]
public sealed record HoldApiKey(string? Reason = null, DateTimeOffset? Until = null)
{
    public FieldErrors Validate() => new FieldErrors().RequireReason(Reason, required: true);
}

/// <summary>Why a replaced key works longer than its grace period.</summary>
/// <param name="Reason">What still uses it.</param>
/// <param name="HeldBy">Who put its end off.</param>
/// <param name="HeldAt">When, UTC.</param>
/// <param name="GraceEndsAt">When it would have ended, UTC, and will when it is released before.</param>
public sealed record ApiKeyHold(string Reason, string HeldBy, DateTimeOffset HeldAt, DateTimeOffset GraceEndsAt);
