using System.Net;
using System.Net.Sockets;

namespace PenguinMails.Ssh;

/// <summary>
/// What may stand for a server's address: an IP address of one machine or a DNS name, nothing that a program could take for something else.
/// Enrolment and connections use this one rule.
/// </summary>
public static class ServerAddress
{
    /// <summary>The rule, as the end of a sentence that begins with what broke it.</summary>
    public const string Rule =
        "must be an IP address of one machine or a DNS name: IPv4 with four decimal numbers, IPv6 without a zone and brackets, or a name of letters, digits and hyphens without a final dot (IDN in its xn-- form).";

    private const int MaxLength = 253;
    private const int MaxLabelLength = 63;

    /// <summary>
    /// True for dotted IPv4, IPv6 without a zone, and host names of letters, digits and hyphens whose last label is not a number
    /// (resolvers take <c>127.1</c> or <c>0x7f.1</c> for addresses). False for addresses of no machine (<c>0.0.0.0</c>, which connects to the
    /// caller itself) and of many.
    /// </summary>
    public static bool IsValid(string? address) => !string.IsNullOrEmpty(address) && address.Length <= MaxLength
        && (IsIp(address) ? FindIp(address) is { } ip && IsOfOneMachine(ip) : address.Split('.').All(IsLabel));

    /// <summary>The one spelling of an address: names in lower case, IPv6 as RFC 5952 has it, IPv4 within IPv6 as IPv4.</summary>
    /// <exception cref="ArgumentException">The address is not valid.</exception>
    public static string Normalize(string address)
    {
        if (!IsValid(address))
        {
            throw new ArgumentException($"The address {Rule}", nameof(address));
        }

        return !IsIp(address) ? address.ToLowerInvariant()
            : FindIp(address) is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4().ToString()
            : FindIp(address)!.ToString();
    }

    private static bool IsIp(string address) => address.Contains(':') || char.IsAsciiDigit(address[(address.LastIndexOf('.') + 1)..].FirstOrDefault());

    private static IPAddress? FindIp(string address)
    {
        if (!address.Contains(':'))
        {
            return IPAddress.TryParse(address, out var ip) && ip.AddressFamily == AddressFamily.InterNetwork && ip.ToString() == address ? ip : null;
        }

        // IPv4 at the end of IPv6 by the rule of IPv4.
        var end = address[(address.LastIndexOf(':') + 1)..];
        return address.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.') && (!end.Contains('.') || FindIp(end) is not null)
            && IPAddress.TryParse(address, out var ipv6) ? ipv6 : null;
    }

    private static bool IsOfOneMachine(IPAddress ip)
    {
        var bytes = (ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip).GetAddressBytes();
        return bytes.Length == 4
            ? bytes[0] is > 0 and < 224
            : !ip.IsIPv6Multicast && !ip.Equals(IPAddress.IPv6Any) && !ip.IsIPv6LinkLocal;
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabelLength
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
        && label[0] != '-'
        && label[^1] != '-';
}
