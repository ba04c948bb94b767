using System.Net;
using System.Net.Sockets;

namespace PenguinMails.Identity.Webhooks;

/// <summary>
/// Which addresses a tenant's webhook may have: public ones that are not the platform's own. A tenant must not be able to make the platform
/// talk to what only the platform can reach (server-side request forgery).
/// </summary>
internal sealed class PublicAddresses(IOptions<WebhookOptions> options)
{
    // IANA's registries of special-purpose addresses.
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    // All other IPv6 is not in use, private, or stands for an IPv4 address.
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private readonly IPNetwork[] _own = [.. options.Value.OwnNetworks.Select(IPNetwork.Parse)];

    public bool IsAllowed(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IPAddress.IsLoopback(plain)
            ? options.Value.AllowLoopback
            : (plain.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(plain))
                && !Special.Any(network => network.Contains(plain)) && !_own.Any(network => network.Contains(plain));
    }

    /// <summary>Connects to an address of the host that is allowed: what was resolved is what is connected to.</summary>
    /// <exception cref="RefusedAddressException">The host has none, or one that is not.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        if (addresses.Length == 0 || !addresses.All(IsAllowed))
        {
            throw new RefusedAddressException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A host has an address that no webhook may have.</summary>
internal sealed class RefusedAddressException() : IOException("The host has no public address.");
