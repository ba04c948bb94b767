using System.Net;

namespace PenguinMails.DevVault.Core;

/// <summary>Address ranges such as 10.0.0.0/8. A lone address is a range of one.</summary>
internal static class Cidrs
{
    public static bool IsValid(string cidr) => Parse(cidr) is not null;

    /// <summary>No ranges allow every address.</summary>
    public static bool Allow(IReadOnlyList<string> cidrs, string address) =>
        cidrs.Count == 0 || (IPAddress.TryParse(address, out var parsed) && cidrs.Any(cidr => Parse(cidr)?.Contains(parsed) == true));

    private static IPNetwork? Parse(string cidr)
    {
        if (IPNetwork.TryParse(cidr, out var network))
        {
            return network;
        }

        if (IPAddress.TryParse(cidr, out var single))
        {
            return new(single, single.GetAddressBytes().Length * 8);
        }

        // Written with host bits set, which .NET refuses and Vault accepts.
        return cidr.Split('/') is [var start, var length] && IPAddress.TryParse(start, out var address)
            && int.TryParse(length, out var bits) && bits >= 0 && bits <= address.GetAddressBytes().Length * 8
            ? new IPNetwork(Masked(address, bits), bits)
            : null;
    }

    private static IPAddress Masked(IPAddress address, int bits)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(bits - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - kept));
        }

        return new(bytes);
    }
}
