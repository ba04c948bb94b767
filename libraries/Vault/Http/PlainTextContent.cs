using System.Net.Http.Headers;

namespace PenguinMails.Vault.Http;

/// <summary>A body whose buffer is zeroed when the message is disposed. It can be sent several times until then.</summary>
internal sealed class PlainTextContent : HttpContent
{
    private readonly byte[] _buffer;
    private readonly int _length;

    public PlainTextContent(byte[] buffer, int length)
    {
        _buffer = buffer;
        _length = length;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    public override string ToString() => $"[{_length} bytes, redacted]";

    /// <summary>Reads an answer to its end into a buffer of our own, growing by copying and zeroing.</summary>
    /// <exception cref="InvalidDataException">Longer than <paramref name="limit"/>.</exception>
    public static async Task<PlainTextContent> ReadAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[Math.Min(content.Headers.ContentLength is { } known and >= 0 and < int.MaxValue ? (int)known + 1 : 4096, limit)];
        var length = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0)
        {
            length += read;
            if (length == buffer.Length)
            {
                buffer = length >= limit ? throw new InvalidDataException("Vault's answer is too long.") : Grow(buffer, limit);
            }
        }

        var copy = new PlainTextContent(buffer, length);
        copy.Headers.ContentType = content.Headers.ContentType;
        return copy;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(Memory).AsTask();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        stream.WriteAsync(Memory, cancellationToken).AsTask();

    protected override Task<Stream> CreateContentReadStreamAsync() =>
        Task.FromResult<Stream>(new MemoryStream(_buffer, 0, _length, writable: false));

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        CryptographicOperations.ZeroMemory(_buffer);
        base.Dispose(disposing);
    }

    private static byte[] Grow(byte[] buffer, int limit)
    {
        var larger = new byte[Math.Min(buffer.Length * 2, limit)];
        buffer.CopyTo(larger, 0);
        CryptographicOperations.ZeroMemory(buffer);
        return larger;
    }
}
