using System.Runtime.InteropServices;

namespace PenguinMails.ServiceDefaults;

/// <summary>Counts uses of keys in memory, until they are taken to be stored.</summary>
public sealed class UsageCounter(TimeProvider time)
{
    /// <summary>How many entries one batch holds; as JSON they are smaller than a request body may be.</summary>
    public const int MostEntries = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<(Guid KeyId, long Hour, string Permission), Counts> _counts = [];

    /// <param name="keyId">The key, which was proven: what strangers make up is not counted.</param>
    /// <param name="permission">What the request needed; empty where a key can make no such request.</param>
    /// <param name="use">How it ended.</param>
    /// <param name="from">Where it came from.</param>
    public void Count(Guid keyId, string permission, KeyUse use, string? from)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, (keyId, now.Ticks / TimeSpan.TicksPerHour, permission), out _);
            counts.Requests++;
            switch (use)
            {
                case KeyUse.Refused:
                    counts.Refused++;
                    break;
                case KeyUse.RateLimited:
                    counts.RateLimited++;
                    break;
                default:
                    (counts.LastUsedAt, counts.LastUsedFrom) = (now, from);
                    break;
            }
        }
    }

    /// <summary>Takes what was counted since the last call. The caller must store it: it is counted nowhere else.</summary>
    /// <returns>At most <see cref="MostEntries"/>.</returns>
    public IReadOnlyList<KeyUsage> Take()
    {
        lock (_lock)
        {
            var taken = _counts.Take(MostEntries).ToList();
            foreach (var (key, _) in taken)
            {
                _counts.Remove(key);
            }

            return [.. taken.Select(entry => entry.Value.ToUsage(entry.Key.KeyId, entry.Key.Hour, entry.Key.Permission))];
        }
    }

    private struct Counts
    {
        public int Requests;
        public int Refused;
        public int RateLimited;
        public DateTimeOffset? LastUsedAt;
        public string? LastUsedFrom;

        public readonly KeyUsage ToUsage(Guid keyId, long hour, string permission) => new(
            keyId, new DateTimeOffset(hour * TimeSpan.TicksPerHour, TimeSpan.Zero), permission, Requests, Refused, RateLimited, LastUsedAt, LastUsedFrom);
    }
}
