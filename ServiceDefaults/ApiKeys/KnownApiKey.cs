namespace PenguinMails.ServiceDefaults;

/// <summary>What is known of a key where it is verified.</summary>
/// <param name="Number">Of its last change; later changes have higher numbers.</param>
/// <param name="KeyId">The key.</param>
/// <param name="TenantId">Whose it is.</param>
/// <param name="Digest">SHA-256 of the key.</param>
/// <param name="Permissions">Of <see cref="ApiKeyPermissions"/>.</param>
/// <param name="RateLimitPerMinute">How many requests it may make in a minute of the clock.</param>
/// <param name="ExpiresAt">When it works no more, UTC; null: it has no end.</param>
/// <param name="IsRevoked">Whether it was revoked.</param>
public sealed record KnownApiKey(
    long Number, Guid KeyId, Guid TenantId, byte[] Digest, IReadOnlyList<string> Permissions, int RateLimitPerMinute, DateTimeOffset? ExpiresAt, bool IsRevoked)
{
    private static readonly byte[] NoDigest = new byte[SHA256.HashSizeInBytes];

    /// <summary>Judges what was presented. An unknown id costs the same comparison as a wrong secret, and is answered alike.</summary>
    public static ApiKeyVerdict Judge(KnownApiKey? known, PlainTextApiKey presented, DateTimeOffset now) =>
        !presented.Matches(known?.Digest ?? NoDigest) || known is null ? ApiKeyVerdict.Unknown
        : known.IsRevoked ? ApiKeyVerdict.Revoked
        : known.ExpiresAt <= now ? ApiKeyVerdict.Expired
        : ApiKeyVerdict.Live;

    public bool Allows(string permission) => Permissions.Contains(permission, StringComparer.Ordinal);
}

/// <summary>Keys in the order of their changes.</summary>
/// <param name="Keys">Those that have changed since the number that was asked for.</param>
/// <param name="IsWhole">Whether there are no more for now.</param>
public sealed record ChangedApiKeys(IReadOnlyList<KnownApiKey> Keys, bool IsWhole);

/// <summary>What became of a key that was presented.</summary>
public enum ApiKeyVerdict
{
    /// <summary>There is no such key, or its secret is another.</summary>
    Unknown,

    /// <summary>It was revoked.</summary>
    Revoked,

    /// <summary>Its time is over, or the grace period after its rotation is.</summary>
    Expired,

    /// <summary>It works.</summary>
    Live,
}

public static class ApiKeyVerdictExtensions
{
    /// <summary>The problem of a key that does not work.</summary>
    public static ProblemKind Problem(this ApiKeyVerdict verdict) => verdict switch
    {
        ApiKeyVerdict.Revoked => ProblemCatalog.ApiKeyRevoked,
        ApiKeyVerdict.Expired => ProblemCatalog.ApiKeyExpired,
        _ => ProblemCatalog.InvalidApiKey,
    };
}
