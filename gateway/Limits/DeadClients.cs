using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace PenguinMails.Gateway.Limits;

/// <summary>
/// A client whose machine or network is gone says no goodbye: by itself the system would send it events for a quarter of an hour before it
/// noticed, and its streams would keep their places. Accepted connections inherit what is set for the port.
/// </summary>
internal static class DeadClients
{
    /// <summary>So long a connection may be without any sign of life; then the system ends it. Shorter than a minute, with what waits for it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private const int ProbeAfterSeconds = 20;
    private const int ProbeEverySeconds = 5;
    private const int Probes = 4;
    private const int TcpProtocol = 6; // IPPROTO_TCP of Linux
    private const int UserTimeout = 18; // TCP_USER_TIMEOUT of Linux, in milliseconds: for what was sent and is not acknowledged

    public static void Configure(SocketTransportOptions options) => options.CreateBoundListenSocket = endpoint =>
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        if (endpoint is IPEndPoint && OperatingSystem.IsLinux())
        {
            Watch(socket);
        }

        return socket;
    };

    private static void Watch(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, ProbeAfterSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeEverySeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
        socket.SetRawSocketOption(TcpProtocol, UserTimeout, BitConverter.GetBytes((int)Patience.TotalMilliseconds));
    }
}
