using System.Threading.Channels;

namespace PenguinMails.Audit.LiveStream;

/// <summary>One connection's share of what is appended.</summary>
internal sealed class StreamListener(AuditLogFilter filter, long position, Action<StreamListener> leave) : IDisposable
{
    // A listener who is this far behind is not reading.
    private const int Backlog = 1000;

    private readonly Channel<AuditLogEntry> _entries = Channel.CreateBounded<AuditLogEntry>(new BoundedChannelOptions(Backlog) { SingleReader = true });

    public AuditLogFilter Filter => filter;

    /// <summary>What comes is after this sequence.</summary>
    public long Position => position;

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
                return false;
            }
        }

        return true;
    }

    public void Dispose() => leave(this);
}
