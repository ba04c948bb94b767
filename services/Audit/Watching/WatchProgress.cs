using System.Collections.Concurrent;

namespace PenguinMails.Audit.Watching;

/// <summary>
/// When each part of the watch over the ledger last came to its end, as this process has seen it. The database is not asked: whoever owns it could say
/// anything there, hold a lock for ever, or end every connection.
/// </summary>
internal sealed class WatchProgress(TimeProvider time, IOptions<WatchOptions> options)
{
    public const string Verification = "verification of the ledger";
    public const string Detectors = "detectors";
    public const string Evidence = "watch over evidence that falls silent";

    private readonly ConcurrentDictionary<string, Round> _last = new(StringComparer.Ordinal);

    private TimeSpan Silence => options.Value.Silence;

    public static string KeptCheckpoints(string chain) => "comparison of kept checkpoints, chain " + chain;

    /// <summary>From now on this part must come to its end again and again.</summary>
    public void Expect(string part) => _last.TryAdd(part, new Round(time.GetTimestamp(), TimeSpan.Zero));

    /// <summary>The part came to its end.</summary>
    /// <param name="part">Which.</param>
    /// <param name="pause">How long it rests before it begins again.</param>
    public void Done(string part, TimeSpan pause = default) => _last[part] = new Round(time.GetTimestamp(), pause);

    /// <summary>What has not come to its end for too long, and for how long.</summary>
    public IReadOnlyList<(string Part, TimeSpan For)> Stuck() =>
    [
        .. from last in _last
           let rest = time.GetElapsedTime(last.Value.EndedAt)
           where rest > last.Value.Pause + Silence
           orderby last.Key
           select (last.Key, rest),
    ];

    /// <summary>For a part that one instance works on at a time.</summary>
    public Turns TakeTurns() => new(time, Silence);

    private sealed record Round(long EndedAt, TimeSpan Pause);
}
