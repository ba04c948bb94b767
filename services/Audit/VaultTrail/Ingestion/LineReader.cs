using PenguinMails.Audit.VaultTrail.Configuration;

namespace PenguinMails.Audit.VaultTrail.Ingestion;

/// <summary>Cuts a stream into lines in bounded memory. A line without an end is none yet.</summary>
/// <param name="stream">Where to read.</param>
/// <param name="isSkipping">An earlier reader ended within a line that is too long.</param>
/// <param name="limit">Longest line, in bytes.</param>
internal sealed class LineReader(Stream stream, bool isSkipping = false, int limit = VaultTrailOptions.LineLimit)
{
    private const int Chunk = 64 * 1024;
    private byte[] _buffer = new byte[Chunk];
    private int _start;
    private int _end;

    /// <summary>Bytes of the stream that need not be read again.</summary>
    public long Consumed { get; private set; }

    /// <summary>Within a line that is too long.</summary>
    public bool IsSkipping { get; private set; } = isSkipping;

    /// <summary>What was read and is no whole line yet.</summary>
    public ReadOnlyMemory<byte> Rest => _buffer.AsMemory(_start, _end - _start);

    /// <summary>Whether the next line can be had without waiting.</summary>
    public bool HasLine => !IsSkipping && Rest.Span.Contains((byte)'\n');

    /// <summary>The next line; null where the stream ends for now.</summary>
    public async ValueTask<TrailLine?> ReadAsync(CancellationToken cancellationToken)
    {
        var scanned = 0;
        while (true)
        {
            var end = Rest.Span[scanned..].IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = Rest[..(scanned + end)];
                if (!IsSkipping)
                {
                    TrailLine taken = line.Length > limit ? new(Copy(line[..limit]), TrailLine.TooLong) : new(Copy(line));
                    Pass(line.Length + 1);
                    return taken;
                }

                Pass(line.Length + 1);
                IsSkipping = false;
                scanned = 0;
            }
            else
            {
                scanned = Rest.Length;
                if (IsSkipping)
                {
                    Pass(scanned);
                    scanned = 0;
                }
                else if (scanned > limit)
                {
                    var head = Copy(Rest[..limit]);
                    Pass(scanned);
                    IsSkipping = true;
                    return new TrailLine(head, TrailLine.TooLong);
                }

                if (!await FillAsync(cancellationToken))
                {
                    return null;
                }
            }
        }
    }

    private static byte[] Copy(ReadOnlyMemory<byte> line) => line.ToArray();

    private void Pass(int length)
    {
        _start += length;
        Consumed += length;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_buffer.Length - _end < Chunk)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read;
        return read > 0;
    }
}
