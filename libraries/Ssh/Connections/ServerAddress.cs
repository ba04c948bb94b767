using System.Net;
using System.Net.Sockets;

namespace PenguinMails.Ssh;

/// <summary>What may stand for a server's address: an IP address or a DNS name, nothing that a program could take for something else.</summary>
public static class ServerAddress
{
    /// <summary>
    /// True for dotted IPv4, IPv6 without a zone, and host names of letters, digits and hyphens whose last label is not a number
    /// (resolvers take <c>127.1</c> or <c>0x7f.1</c> for addresses).
    /// </summary>
    public static bool IsValid(string? address)
    {
        if (string.IsNullOrEmpty(address) || address.Length > 253)
        {
            return false;
        }

        if (address.Contains(':'))
        {
            return address.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.') && IPAddress.TryParse(address, out _);
        }

        var labels = address.Split('.');
        if (!labels.All(IsLabel))
        {
            return false;
        }

        return char.IsAsciiDigit(labels[^1][0])
            ? IPAddress.TryParse(address, out var ip) && ip.AddressFamily == AddressFamily.InterNetwork && ip.ToString() == address
            : true;
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
        && label[0] != '-'
        && label[^1] != '-';
}
