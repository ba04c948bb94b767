using System.Collections.Concurrent;

namespace PenguinMails.ServiceDefaults;

/// <summary>Where the allowances of all instances come from.</summary>
public interface IAllowanceSource
{
    /// <summary>Takes a part of what a key may do in the present minute.</summary>
    /// <param name="request">The key, and how much is wanted.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>What was granted; nothing when it is all taken.</returns>
    Task<Allowance> TakeAsync(AllowanceRequest request, CancellationToken cancellationToken);
}

/// <param name="KeyId">The key.</param>
/// <param name="Wanted">Requests.</param>
public sealed record AllowanceRequest(Guid KeyId, int Wanted);

/// <summary>A part of a key's limit, granted to one process alone.</summary>
/// <param name="Granted">Requests.</param>
/// <param name="Remaining">What is left of the limit, for all processes.</param>
/// <param name="EndsInMilliseconds">When the minute ends, from now; what is left of the part ends with it.</param>
public sealed record Allowance(int Granted, int Remaining, long EndsInMilliseconds);

/// <summary>
/// Holds keys to their limits over all instances: each takes parts of a key's limit from the one table, a tenth at a time, and counts them down in
/// memory. No two instances have the same part, so together they never let more pass than the limit.
/// </summary>
public sealed class KeyAllowances(IAllowanceSource source, TimeProvider time)
{
    private const int Parts = 10;
    private const int ManyKeys = 20_000;

    private readonly ConcurrentDictionary<Guid, Window> _windows = new();

    /// <summary>Counts one request of a key.</summary>
    public async ValueTask<LimitState> TakeAsync(Guid keyId, int limit, CancellationToken cancellationToken)
    {
        var window = _windows.TryGetValue(keyId, out var known) ? known : Add(keyId);
        if (window.TryTake(limit, time) is { } state)
        {
            return state;
        }

        await window.Refill.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                // Another request may have refilled it meanwhile.
                if (window.TryTake(limit, time) is { } refilled)
                {
                    return refilled;
                }

                var askedAt = time.GetTimestamp();
                var part = await source.TakeAsync(new AllowanceRequest(keyId, Math.Max(1, limit / Parts)), cancellationToken);
                window.Begin(part, askedAt);
            }
        }
        finally
        {
            window.Refill.Release();
        }
    }

    private Window Add(Guid keyId)
    {
        if (_windows.Count >= ManyKeys)
        {
            foreach (var (idle, window) in _windows.Where(entry => entry.Value.IsOver(time)))
            {
                _windows.TryRemove(KeyValuePair.Create(idle, window));
            }
        }

        return _windows.GetOrAdd(keyId, _ => new Window());
    }

    /// <summary>What an instance has of a key's present minute.</summary>
    private sealed class Window
    {
        private readonly Lock _lock = new();
        private int _left;
        private int _elsewhere;
        private long _askedAt;
        private TimeSpan _length;

        public SemaphoreSlim Refill { get; } = new(1);

        /// <returns>Null when the source must be asked.</returns>
        public LimitState? TryTake(int limit, TimeProvider time)
        {
            lock (_lock)
            {
                var rest = _length - time.GetElapsedTime(_askedAt);
                if (rest <= TimeSpan.Zero || (_left == 0 && _elsewhere > 0))
                {
                    return null;
                }

                var isWithin = _left > 0;
                _left -= isWithin ? 1 : 0;
                return new LimitState(isWithin, limit, _left + _elsewhere, rest);
            }
        }

        // From when it was asked: rather ended too early, which costs a question, than too late.
        public void Begin(Allowance part, long askedAt)
        {
            lock (_lock)
            {
                (_left, _elsewhere, _askedAt, _length) =
                    (part.Granted, part.Granted == 0 ? 0 : part.Remaining, askedAt, TimeSpan.FromMilliseconds(Math.Max(1, part.EndsInMilliseconds)));
            }
        }

        public bool IsOver(TimeProvider time)
        {
            lock (_lock)
            {
                return time.GetElapsedTime(_askedAt) > _length;
            }
        }
    }
}

/// <summary>How a key stands with its limit.</summary>
/// <param name="IsWithin">Whether this request may pass.</param>
/// <param name="Limit">Requests per minute.</param>
/// <param name="Remaining">What is left of them, as far as this instance knows.</param>
/// <param name="ResetsIn">When the minute ends.</param>
public sealed record LimitState(bool IsWithin, int Limit, int Remaining, TimeSpan ResetsIn)
{
    private const string Policy = "\"key\"";

    /// <summary>Writes the fields of draft-ietf-httpapi-ratelimit-headers-10.</summary>
    public void Describe(HttpResponse response)
    {
        response.Headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"{Policy};q={Limit};w=60");
        response.Headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"{Policy};r={Remaining};t={(int)Math.Ceiling(ResetsIn.TotalSeconds)}");
    }
}
