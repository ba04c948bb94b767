using System.ComponentModel.DataAnnotations;

namespace PenguinMails.KeyIssuance.ApiKeys.Verification;

/// <summary>A key that somebody has presented to a platform service.</summary>
/// <param name="Key">The key.</param>
/// <param name="Permission">What it is to be used for.</param>
[Example("""{"key":"pmk_019ab6a02f7a7c109d5e3a51c0a6f001_…","permission":"email:send"}""")]
public sealed record PlainTextVerifyApiKey(
    [property: MaxLength(PlainTextVerifyApiKey.LongestKey)] string Key, [property: OneOf(typeof(ApiKeyPermissions))] string Permission)
{
    public const int LongestKey = 256;

    public FieldErrors Validate() => new FieldErrors()
        .Require(Key.Length is > 0 and <= LongestKey, "key", $"Must have 1 to {LongestKey} characters.")
        .Require(ApiKeyPermissions.All.Contains(Permission), "permission", $"Is no permission. {NearMatches.Hint(Permission, ApiKeyPermissions.All)}");

    public override string ToString() => "[verify API key, redacted]";
}

/// <summary>Whether a request with a key may go on. That it was asked counts as a use.</summary>
/// <param name="Valid">Whether it may.</param>
/// <param name="Reason">Why not.</param>
/// <param name="KeyId">The key; absent when it is none of ours.</param>
/// <param name="TenantId">Whose it is.</param>
/// <param name="Permissions">What it may do.</param>
/// <param name="RateLimit">How it stands with its limit, while it works.</param>
[Example("""
    {"valid":true,"keyId":"019ab6a0-2f7a-7c10-9d5e-3a51c0a6f001","tenantId":"550e8400-e29b-41d4-a716-446655440000","permissions":["email:send"],
    "rateLimit":{"limit":60,"remaining":54,"resetAt":"2026-11-29T09:01:00Z"}}
    """)]
public sealed record ApiKeyVerification(
    bool Valid,
    [property: OneOf("invalid_api_key", "api_key_expired", "api_key_revoked", "permission_missing", "too_many_requests")] string? Reason,
    Guid? KeyId,
    Guid? TenantId,
    [property: OneOf(typeof(ApiKeyPermissions))] IReadOnlyList<string>? Permissions,
    ApiKeyRateLimit? RateLimit);

/// <param name="Limit">Requests per minute of the clock.</param>
/// <param name="Remaining">What is left of them, as far as the answering instance knows.</param>
/// <param name="ResetAt">When the minute ends, UTC.</param>
public sealed record ApiKeyRateLimit(int Limit, int Remaining, DateTimeOffset ResetAt);
