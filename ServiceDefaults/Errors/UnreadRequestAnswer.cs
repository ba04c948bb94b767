using System.Buffers;
using System.IO.Pipelines;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// What a connection sends, as it is; but once it was told to, the bare answer that comes next gets a body. Whatever else comes is not touched.
/// </summary>
internal sealed class UnreadRequestAnswer(PipeWriter connection) : PipeWriter
{
    // Where no middleware runs, the gateway's headers are missing too.
    private const string Headers =
        "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\nReferrer-Policy: no-referrer\r\n"
        + "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\nContent-Type: application/problem+json\r\n";

    private readonly ArrayBufferWriter<byte> _held = new();
    private byte[]? _head;
    private byte[] _body = [];

    private static ReadOnlySpan<byte> EndOfLine => "\r\n"u8;

    private static ReadOnlySpan<byte> EndOfHeaders => "\r\n\r\n"u8;

    private static ReadOnlySpan<byte> NoContent => "Content-Length: 0\r\n"u8;

    public override bool CanGetUnflushedBytes => connection.CanGetUnflushedBytes;

    public override long UnflushedBytes => connection.UnflushedBytes + _held.WrittenCount;

    private IBufferWriter<byte> Writer => _head is null ? connection : _held;

    /// <summary>The server has refused what was sent here, and answers nothing else on this connection.</summary>
    public void Replace(ProblemKind kind, string traceId)
    {
        _body = JsonSerializer.SerializeToUtf8Bytes(new ApiProblem(kind).ToDocument(traceId), JsonSerializerOptions.Web);
        _head = Encoding.ASCII.GetBytes($"{Headers}X-Trace-Id: {traceId}\r\nContent-Length: {_body.Length}\r\n");
    }

    public override void Advance(int bytes) => Writer.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => Writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => Writer.GetSpan(sizeHint);

    public override void CancelPendingFlush() => connection.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        Pass();
        connection.Complete(exception);
    }

    public override ValueTask CompleteAsync(Exception? exception = null)
    {
        Pass();
        return connection.CompleteAsync(exception);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Pass();
        return connection.FlushAsync(cancellationToken);
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        Pass();
        return connection.WriteAsync(source, cancellationToken);
    }

    private void Pass()
    {
        if (_held.WrittenCount == 0)
        {
            return;
        }

        var answer = _held.WrittenSpan;
        if (IsBare(answer))
        {
            var (length, end) = (answer.IndexOf(NoContent), answer.Length - EndOfLine.Length);
            connection.Write(answer[..length]);
            connection.Write(_head);
            connection.Write(answer[(length + NoContent.Length)..end]);
            connection.Write(EndOfLine);
            connection.Write(_body);
        }
        else
        {
            connection.Write(answer);
        }

        _held.ResetWrittenCount();
    }

    // One answer of headers alone; what Kestrel encrypts, or had not sent of an answer before, looks otherwise.
    private static bool IsBare(ReadOnlySpan<byte> answer) =>
        answer.StartsWith("HTTP/1."u8) && answer.IndexOf(EndOfHeaders) == answer.Length - EndOfHeaders.Length && answer.IndexOf(NoContent) > 0;
}
