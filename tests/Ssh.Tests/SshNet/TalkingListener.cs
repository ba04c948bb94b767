using System.Net;
using System.Net.Sockets;

namespace PenguinMails.Ssh.Tests.SshNet;

/// <summary>Takes one connection after the other and talks to it as a test wants; no SSH server does that.</summary>
internal sealed class TalkingListener : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private int _ended;

    /// <param name="talk">What is done with each connection; it is closed afterwards.</param>
    public TalkingListener(Func<Socket, Task> talk)
    {
        _listener.Start();
        _ = AcceptAsync(talk);
    }

    public SshEndpoint EndpointLike(SshEndpoint server) => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port, server.HostKey);

    /// <summary>How many connections have ended.</summary>
    public int Ended => _ended;

    /// <summary>Reads until the other side closes the connection.</summary>
    public static async Task UntilClosedAsync(Socket socket)
    {
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer) > 0)
        {
            // What the client says does not matter.
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync(Func<Socket, Task> talk)
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync(), talk);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket socket, Func<Socket, Task> talk)
    {
        using (socket)
        {
            try
            {
                await talk(socket);
            }
            catch (SocketException)
            {
                // The client has closed it.
            }
        }

        Interlocked.Increment(ref _ended);
    }
}
