using System.Threading.Channels;

namespace PenguinMails.Audit.LiveStream;

/// <summary>One connection's share of what is appended.</summary>
/// <param name="filter">What the listener wants.</param>
/// <param name="position">The last record before those that it receives.</param>
/// <param name="slowGrace">How long a listener that was too slow has for what waits for it.</param>
/// <param name="leave">Called when it goes.</param>
/// <param name="time">The clock of the grace.</param>
internal sealed class StreamListener(AuditLogFilter filter, long position, TimeSpan slowGrace, Action<StreamListener> leave, TimeProvider time) : IDisposable
{
    /// <summary>A listener who is this far behind is not reading: a few pages, which the tail publishes faster than anybody can be sent them.</summary>
    public const int Backlog = 5 * StreamRecords.PageSize;

    private readonly CancellationTokenSource _cutOff = new(Timeout.InfiniteTimeSpan, time);

    private readonly Channel<AuditLogEntry> _entries = Channel.CreateBounded<AuditLogEntry>(new BoundedChannelOptions(Backlog) { SingleReader = true });

    public AuditLogFilter Filter => filter;

    /// <summary>What comes is after this sequence.</summary>
    public long Position => position;

    /// <summary>Cancelled when the listener was too slow and has not read the rest within its grace.</summary>
    public CancellationToken CutOff => _cutOff.Token;

    /// <summary>Ends when the listener was too slow.</summary>
    public ChannelReader<AuditLogEntry> Entries => _entries.Reader;

    /// <returns>False when the listener is too slow and receives no further records.</returns>
    public bool Publish(IEnumerable<AuditLogEntry> entries)
    {
        foreach (var entry in entries.Where(filter.Matches))
        {
            if (!_entries.Writer.TryWrite(entry))
            {
                _entries.Writer.TryComplete();
                _cutOff.CancelAfter(slowGrace);
                return false;
            }
        }

        return true;
    }

    public void Dispose()
    {
        leave(this);
        _cutOff.Dispose();
    }
}
