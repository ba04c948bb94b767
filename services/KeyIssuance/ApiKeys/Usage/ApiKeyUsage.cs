namespace PenguinMails.KeyIssuance.ApiKeys.Usage;

/// <summary>How often a key was used. Uses are counted in memory and stored every few seconds: the newest may be missing.</summary>
/// <param name="Buckets">Every hour or day of the time that was asked for, oldest first.</param>
/// <param name="ByPermission">Requests by the permission that they needed; <c>none</c> stands for requests that no key can make.</param>
/// <param name="Total">All requests of the time.</param>
[Example("""
    {"buckets":[{"from":"2026-11-29T09:00:00Z","requests":12,"refused":1,"rateLimited":0}],"byPermission":{"audit:read":11,"none":1},"total":12}
    """)]
public sealed record ApiKeyUsage(IReadOnlyList<UsageBucket> Buckets, IReadOnlyDictionary<string, long> ByPermission, long Total);

/// <summary>Uses of an hour or a day.</summary>
/// <param name="From">Its beginning, UTC.</param>
/// <param name="Requests">All requests with the key.</param>
/// <param name="Refused">Those of them that the key may not make, or that came after its end.</param>
/// <param name="RateLimited">Those of them that were over its limit.</param>
public sealed record UsageBucket(DateTimeOffset From, long Requests, long Refused, long RateLimited);
