using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Aspire.Hosting.ApplicationModel;

public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);

/// <summary>The last lines of one instance, across its restarts, and those still to come.</summary>
internal sealed class ResourceLog
{
    // Enough to see why a service ended; the dashboard keeps what it has already received.
    private const int MaxLines = 2000;

    private readonly Lock _gate = new();
    private readonly Queue<LogLine> _lines = new();
    private readonly List<Channel<LogLine>> _readers = [];
    private int _count;

    public void Append(string text, bool isError)
    {
        lock (_gate)
        {
            var line = new LogLine(++_count, text, isError);
            _lines.Enqueue(line);
            if (_lines.Count > MaxLines)
            {
                _lines.Dequeue();
            }

            _readers.ForEach(reader => reader.Writer.TryWrite(line));
        }
    }

    public LogLine[] Snapshot()
    {
        lock (_gate)
        {
            return [.. _lines];
        }
    }

    public async IAsyncEnumerable<LogLine> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = Channel.CreateUnbounded<LogLine>();
        lock (_gate)
        {
            foreach (var line in _lines)
            {
                reader.Writer.TryWrite(line);
            }

            _readers.Add(reader);
        }

        try
        {
            await foreach (var line in reader.Reader.ReadAllAsync(cancellationToken))
            {
                yield return line;
            }
        }
        finally
        {
            lock (_gate)
            {
                _readers.Remove(reader);
            }
        }
    }
}
