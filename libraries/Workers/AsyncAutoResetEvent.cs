using System.Threading.Channels;

namespace PenguinMails.Workers;

/// <summary>
/// Releases one waiting loop of this process per <see cref="Set"/>. An event that is set while no loop waits stays set until the next
/// wait consumes it; setting it twice before that counts once.
/// </summary>
public class AsyncAutoResetEvent
{
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Sets the event. Never blocks.</summary>
    public void Set() => _channel.Writer.TryWrite(true);

    /// <summary>Waits until the event is set or <paramref name="limit"/> has passed, whichever comes first.</summary>
    /// <param name="limit">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="time">The clock of the limit.</param>
    /// <param name="cancellationToken">Ends the wait with an exception.</param>
    /// <returns>Whether the event was set.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<bool> WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await _channel.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
