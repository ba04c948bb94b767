using System.Runtime.CompilerServices;
using System.Text;

namespace PenguinMails.AuditVerifier;

/// <summary>
/// Lines of UTF-8 that end with a line feed and with nothing else. A byte order mark is part of its line; what is not UTF-8 becomes a line
/// that is not JSON.
/// </summary>
internal sealed class StrictLines(Stream stream)
{
    // A record has some kilobytes; a file without line ends must not fill the memory.
    private const int MaxLine = 16 * 1024 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (stream)
        {
            bool hasMore;
            do
            {
                hasMore = await FillAsync(cancellationToken);
                while (_buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n') is >= 0 and var length)
                {
                    yield return Decode(_buffer.AsSpan(_start, length));
                    _start += length + 1;
                }
            }
            while (hasMore);

            if (_end > _start)
            {
                yield return Decode(_buffer.AsSpan(_start, _end - _start));
            }
        }
    }

    private static string Decode(ReadOnlySpan<byte> line)
    {
        try
        {
            return Utf8.GetString(line);
        }
        catch (DecoderFallbackException)
        {
            return "not UTF-8";
        }
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= MaxLine)
            {
                throw new InvalidDataException($"A line has more than {MaxLine} bytes.");
            }

            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read;
        return read > 0;
    }
}
