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

    /// <summary>The kept lines, then new ones as they come, until cancelled.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> ReadBatchesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
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
            while (await reader.Reader.WaitToReadAsync(cancellationToken))
            {
                var batch = new List<LogLine>();
                while (batch.Count < MaxLines && reader.Reader.TryRead(out var line))
                {
                    batch.Add(line);
                }

                yield return batch;
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
