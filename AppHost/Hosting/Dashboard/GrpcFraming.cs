using System.Buffers.Binary;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace Aspire.Hosting.Dashboard;

/// <summary>
/// gRPC over HTTP/2 as Kestrel receives it: each message is a flag byte, a length of four bytes, and protobuf.
/// </summary>
/// <remarks>https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md</remarks>
internal static class GrpcFraming
{
    public const string ContentType = "application/grpc";

    public const int Ok = 0;
    public const int NotFound = 5;
    public const int Internal = 13;
    public const int Unauthenticated = 16;

    private const int PrefixLength = 5;
    private const int MaxMessageLength = 4 * 1024 * 1024;
    private const string StatusTrailer = "grpc-status";

    /// <exception cref="InvalidDataException">The message is compressed, too long, or not what it should be.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, MessageParser<T> parser, CancellationToken cancellationToken)
        where T : IMessage<T>
    {
        var prefix = new byte[PrefixLength];
        await request.Body.ReadExactlyAsync(prefix, cancellationToken);
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix.AsSpan(1));
        if (prefix[0] != 0 || length > MaxMessageLength)
        {
            throw new InvalidDataException("The message is compressed or too long.");
        }

        var body = new byte[length];
        await request.Body.ReadExactlyAsync(body, cancellationToken);
        return parser.ParseFrom(body);
    }

    public static async Task WriteAsync(HttpResponse response, IMessage message, CancellationToken cancellationToken)
    {
        var length = message.CalculateSize();
        var frame = new byte[PrefixLength + length];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)length);
        message.WriteTo(frame.AsSpan(PrefixLength));
        await response.Body.WriteAsync(frame, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    /// <summary>Sends the headers, so that a client sees that its call was accepted before the first message.</summary>
    public static Task BeginAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = ContentType;
        response.DeclareTrailer(StatusTrailer);
        return response.StartAsync(cancellationToken);
    }

    public static void End(HttpResponse response, int status)
    {
        if (response.HasStarted)
        {
            response.AppendTrailer(StatusTrailer, status.ToString());
        }
        else
        {
            // An answer without messages carries its status in the headers.
            response.ContentType = ContentType;
            response.Headers[StatusTrailer] = status.ToString();
        }
    }
}
