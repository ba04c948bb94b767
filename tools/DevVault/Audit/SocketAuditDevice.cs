using System.Net.Sockets;
using PenguinMails.DevVault.Barrier;

namespace PenguinMails.DevVault.Audit;

/// <summary>Sends to a TCP, UDP or Unix socket. A lost connection is made again for the next record.</summary>
internal sealed class SocketAuditDevice(string address, string kind, TimeSpan timeout) : IAuditDevice
{
    private readonly AsyncLock _writing = new();
    private Socket? _socket;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        using var held = await _writing.TakeAsync(cancellationToken);
        var isNew = _socket is null;
        try
        {
            await SendAsync(line, cancellationToken);
        }
        catch (IOException) when (!isNew)
        {
            // The other end may simply have restarted.
            await SendAsync(line, cancellationToken);
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task SendAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(timeout);
        try
        {
            _socket ??= await ConnectAsync(limited.Token);
            if (kind == "tcp" && _socket.Poll(0, SelectMode.SelectRead) && _socket.Available == 0)
            {
                throw new SocketException((int)SocketError.ConnectionReset);
            }

            for (var sent = 0; sent < line.Length;)
            {
                sent += await _socket.SendAsync(line[sent..], limited.Token);
            }
        }
        catch (Exception problem) when (problem is SocketException or OperationCanceledException)
        {
            _socket?.Dispose();
            _socket = null;
            cancellationToken.ThrowIfCancellationRequested();
            throw new IOException($"socket {address} cannot be written to", problem);
        }
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = kind switch
        {
            "unix" => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
            "udp" => new Socket(SocketType.Dgram, ProtocolType.Udp),
            _ => new Socket(SocketType.Stream, ProtocolType.Tcp),
        };
        try
        {
            if (kind == "unix")
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(address), cancellationToken);
            }
            else
            {
                var colon = address.LastIndexOf(':');
                await socket.ConnectAsync(address[..colon].Trim('[', ']'), int.Parse(address.AsSpan(colon + 1)), cancellationToken);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
