namespace PenguinMails.Identity.SigningKeys;

/// <summary>Which versions sign, are published, and when the next one is due. Decided by their age alone, so that all instances agree.</summary>
internal static class SigningKeySchedule
{
    /// <summary>A new version is published this long before it signs: every service reads the keys once a minute.</summary>
    public static readonly TimeSpan Lead = TimeSpan.FromMinutes(10);

    /// <summary>An old version stays published this long after the next one began to sign: until its last token has expired.</summary>
    public static readonly TimeSpan Overlap = TokenRules.Access.LongestLifetime + TimeSpan.FromMinutes(5);

    /// <param name="keys">The versions that Vault allows, oldest first.</param>
    /// <param name="now">The time.</param>
    /// <returns>The newest version that is old enough; the oldest when none is.</returns>
    public static SigningKey Active(IReadOnlyList<SigningKey> keys, DateTimeOffset now) =>
        keys.LastOrDefault(key => now - key.CreatedAt >= Lead) ?? keys[0];

    /// <summary>The versions by which tokens are verified: those that sign or will, and those whose tokens may be unexpired.</summary>
    public static IReadOnlyList<SigningKey> Published(IReadOnlyList<SigningKey> keys, DateTimeOffset now)
    {
        var active = Active(keys, now);
        return [.. keys.Where((key, index) => key.Version >= active.Version || now - (keys[index + 1].CreatedAt + Lead) < Overlap)];
    }

    /// <summary>Whether the newest version is so old that Vault should add one.</summary>
    public static bool IsRotationDue(IReadOnlyList<SigningKey> keys, TimeSpan lifetime, DateTimeOffset now) => now - keys[^1].CreatedAt >= lifetime;
}
