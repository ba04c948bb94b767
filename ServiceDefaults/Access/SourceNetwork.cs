using System.Net;
using System.Net.Sockets;

namespace PenguinMails.ServiceDefaults;

/// <summary>Where requests come from, as limits count it: an IPv4 address, or a /64 network in IPv6, whose addresses cost its owner nothing.</summary>
public static class SourceNetwork
{
    private const int Ipv6NetworkBytes = 8;

    /// <returns>The source as text; empty when there is no address.</returns>
    public static string Of(IPAddress? address) => address switch
    {
        null => "",
        { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } =>
            new IPAddress([.. address.GetAddressBytes().AsSpan(0, Ipv6NetworkBytes), .. new byte[Ipv6NetworkBytes]]).ToString(),
        _ => address.MapToIPv4().ToString(),
    };

    /// <returns>The source of an address in text form; empty when it is none.</returns>
    public static string Of(string? address) => Of(IPAddress.TryParse(address, out var parsed) ? parsed : null);
}
