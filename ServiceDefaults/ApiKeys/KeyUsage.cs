namespace PenguinMails.ServiceDefaults;

/// <summary>How often a key was used within an hour, for one permission.</summary>
/// <param name="KeyId">The key.</param>
/// <param name="Hour">The hour's beginning, UTC.</param>
/// <param name="Permission">What the requests needed; empty where a request was none that a key can make.</param>
/// <param name="Requests">All requests with the key.</param>
/// <param name="Refused">Those of them that the key may not make, or that came after its end.</param>
/// <param name="RateLimited">Those of them that were over its limit.</param>
/// <param name="LastUsedAt">When one last passed, UTC; null when none did.</param>
/// <param name="LastUsedFrom">Where that came from: an address, or a network in IPv6.</param>
public sealed record KeyUsage(
    Guid KeyId, DateTimeOffset Hour, string Permission, int Requests, int Refused, int RateLimited, DateTimeOffset? LastUsedAt, string? LastUsedFrom);

/// <summary>What one process has counted. It counts once, however often it is delivered.</summary>
/// <param name="Instance">The process; another one after each start.</param>
/// <param name="Number">From 1, without gaps: the next is sent when this one has been confirmed.</param>
/// <param name="Entries">At most <see cref="UsageCounter.MostEntries"/>.</param>
public sealed record UsageBatch(Guid Instance, long Number, IReadOnlyList<KeyUsage> Entries);

/// <summary>How a request with a key ended.</summary>
public enum KeyUse
{
    /// <summary>It passed.</summary>
    Passed,

    /// <summary>The key may not do that, or works no more.</summary>
    Refused,

    /// <summary>It was over the key's limit.</summary>
    RateLimited,
}
