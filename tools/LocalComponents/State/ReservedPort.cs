using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace PenguinMails.LocalComponents;

/// <summary>
/// Free ports for servers. "Bind to port 0 and remember the number" loses the port again to any outgoing connection
/// before a slow server has started; these ports lie below the kernel's range for outgoing connections, and other
/// processes that ask here do not get them while this process lives.
/// </summary>
public static class ReservedPort
{
    private const int First = 20_000;
    private const int Last = 32_000;
    private static readonly List<FileLock> Held = [];

    /// <summary>A port on which nothing listens on 127.0.0.1, reserved until this process ends.</summary>
    public static int Take()
    {
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);
            if (TryTake(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"No free port between {First} and {Last}.");
    }

    /// <summary>Reserves a port that somebody chose, until this process ends; false when it is taken.</summary>
    public static bool TryTake(int port)
    {
        if (FileLock.TryTake(RuntimeFolder.File($"ports/{port}")) is not { } taken)
        {
            return false;
        }

        if (!CanListen(IPAddress.Loopback, port))
        {
            taken.Dispose();
            return false;
        }

        lock (Held)
        {
            Held.Add(taken);
        }

        return true;
    }

    /// <summary>Whether a server could listen there now.</summary>
    public static bool CanListen(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Whether a server could receive datagrams there now.</summary>
    public static bool CanReceive(IPAddress address, int port)
    {
        try
        {
            using var socket = new UdpClient(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
