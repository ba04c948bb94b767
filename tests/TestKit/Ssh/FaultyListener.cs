using System.Net;
using System.Net.Sockets;

namespace PenguinMails.TestKit;

/// <summary>Something that listens but is no server.</summary>
public sealed class FaultyListener : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _open = [];
    private int _connections;

    private FaultyListener(bool close)
    {
        _listener.Start();
        _ = AcceptAsync(close);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections it has taken.</summary>
    public int Connections => _connections;

    /// <summary>Takes connections and closes them at once.</summary>
    public static FaultyListener ThatCloses() => new(close: true);

    /// <summary>Takes connections and never says a word.</summary>
    public static FaultyListener ThatIsSilent() => new(close: false);

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var socket in _open)
        {
            socket.Dispose();
        }
    }

    private async Task AcceptAsync(bool close)
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync();
                Interlocked.Increment(ref _connections);
                if (close)
                {
                    socket.Dispose();
                }
                else
                {
                    _open.Add(socket);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // disposed
        }
    }
}
