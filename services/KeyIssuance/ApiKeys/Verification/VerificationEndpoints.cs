namespace PenguinMails.KeyIssuance.ApiKeys.Verification;

/// <summary>Platform services ask whether a key that was presented to them works.</summary>
internal static class VerificationEndpoints
{
    public static void MapApiKeyVerification(this IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/services/api-keys/verify", Verify)
        .RequireAuthorization(AccessPolicies.Service(ServiceScopes.VerifyApiKeys)).WithTags("Platform services").Audited("api_key.verify")
        .Describe("verifyApiKey", "Says whether a tenant's API key works and may do something, and counts the use");

    private static async Task<Results<Ok<ApiKeyVerification>, ApiProblem>> Verify(
        PlainTextVerifyApiKey request, KeyVerification keys, KeyAllowances allowances, UsageCounter usage, TimeProvider time, HttpContext http)
    {
        if (request.Validate() is { Any: true } errors)
        {
            return errors.ToProblem();
        }

        http.Response.Headers.CacheControl = "no-store";
        if (!PlainTextApiKey.TryParse(request.Key, out var presented))
        {
            return TypedResults.Ok(Refused(ProblemCatalog.InvalidApiKey));
        }

        var (verdict, known) = await keys.JudgeAsync(presented, http.RequestAborted);
        if (known is null)
        {
            return TypedResults.Ok(Refused(verdict.Problem()));
        }

        if (verdict != ApiKeyVerdict.Live || !known.Allows(request.Permission))
        {
            usage.Count(known.KeyId, request.Permission, KeyUse.Refused, from: null);
            return TypedResults.Ok(Refused(verdict == ApiKeyVerdict.Live ? ProblemCatalog.PermissionMissing : verdict.Problem(), known));
        }

        var limit = await allowances.TakeAsync(known.KeyId, known.RateLimitPerMinute, http.RequestAborted);
        usage.Count(known.KeyId, request.Permission, limit.IsWithin ? KeyUse.Passed : KeyUse.RateLimited, from: null);
        var rate = new ApiKeyRateLimit(limit.Limit, limit.Remaining, time.GetUtcNow() + limit.ResetsIn);
        return TypedResults.Ok(limit.IsWithin
            ? new ApiKeyVerification(Valid: true, Reason: null, known.KeyId, known.TenantId, known.Permissions, rate)
            : Refused(ProblemCatalog.TooManyRequests, known) with { RateLimit = rate });
    }

    private static ApiKeyVerification Refused(ProblemKind why, KnownApiKey? known = null) =>
        new(Valid: false, why.Code, known?.KeyId, known?.TenantId, known?.Permissions, RateLimit: null);
}
