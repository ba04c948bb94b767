using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Progress as server-sent events: the state at once, every change, and periodic repetitions that keep the connection through proxies
/// open; the stream ends when the work does. Every instance is notified of every change, so any instance can serve the stream.
/// </summary>
/// <param name="notices">Announces changes.</param>
/// <param name="channel">The channel of the changes; their payload is the id of what changed.</param>
/// <param name="eventType">The type of the events.</param>
public abstract class ProgressStream<T>(ChangeNotices notices, TimeProvider time, string channel, string eventType)
    where T : class
{
    // Covers missed notices.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Reconnection = TimeSpan.FromSeconds(1);

    protected abstract bool IsFinished(T state);

    protected abstract bool IsSame(T shown, T now);

    /// <param name="id">Of what is followed.</param>
    /// <param name="first">The state to begin with.</param>
    /// <param name="read">Reads the present state; null ends the stream.</param>
    protected async IAsyncEnumerable<SseItem<T>> FollowAsync(
        Guid id, T first, Func<CancellationToken, Task<T?>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var changes = notices.Listen(channel, id.ToString());
        var (shown, shownAt) = (first, time.GetTimestamp());
        yield return Item(first) with { ReconnectionInterval = Reconnection };
        while (!IsFinished(shown))
        {
            // At once, too: it may have changed before this stream listened.
            if (await read(cancellationToken) is not { } now)
            {
                yield break;
            }

            if (!IsSame(shown, now) || time.GetElapsedTime(shownAt) > RepeatInterval)
            {
                (shown, shownAt) = (now, time.GetTimestamp());
                yield return Item(now);
            }
            else
            {
                await changes.WaitAsync(PollInterval, time, cancellationToken);
            }
        }
    }

    // A stream that is resumed begins with the present state, so the id tells a client alone which of two states is newer.
    private SseItem<T> Item(T state) => new(state, eventType) { EventId = $"{time.GetUtcNow().ToUnixTimeMilliseconds()}" };
}
