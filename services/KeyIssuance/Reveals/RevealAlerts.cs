namespace PenguinMails.KeyIssuance.Reveals;

/// <summary>Why a person must look into a download.</summary>
/// <param name="Kind">The alert's kind, and the audit record's code.</param>
/// <param name="What">Follows the secret's name.</param>
/// <param name="NextStep">What to do now.</param>
public sealed record RevealAlert(string Kind, string What, string NextStep);

/// <summary>The alerts there are. Each is critical: a private key may be in hands that nobody knows of.</summary>
public static class RevealAlerts
{
    /// <summary>The wrapping token of a won claim had time left and was spent before the claim's own request could.</summary>
    public static readonly RevealAlert Intercepted = new(
        "download.intercepted",
        "its wrapping token was spent before the request that owns it could: somebody else may have the private key",
        "Rotate the key now, and look in Vault's audit log for the unwrapping.");

    /// <summary>The database knew of no download, and Vault did.</summary>
    public static readonly RevealAlert Repeated = new(
        "download.repeated",
        "a private key that had left before was asked for again and refused; the database did not know of the first time",
        "Find out whether the database was restored from an older copy. The tenant rotates to get a new key.");

    public static AlertRaised ToAlert(this RevealAlert alert, Claim claim, string? traceId, DateTimeOffset now) => new(
        Guid.CreateVersion7(now),
        alert.Kind,
        AlertSeverities.Critical,
        $"{alert.Kind}:{claim.Version.VersionId}",
        claim.Secret.TenantId,
        claim.Secret,
        $"{claim.Secret}: {alert.What}.",
        alert.NextStep,
        traceId,
        now);
}
