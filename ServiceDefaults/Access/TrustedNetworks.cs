using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace PenguinMails.ServiceDefaults;

/// <summary>Whose word about a caller's address counts. Without the setting it is nobody's, not even that of this machine.</summary>
internal static class TrustedNetworks
{
    // A larger network is a mistake: 0.0.0.0/0 believes everybody.
    private const int LargestIpv4 = 8;
    private const int LargestIpv6 = 32;

    public static bool TryParse(string? text, out IPNetwork network)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            network = new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
            return !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any);
        }

        return IPNetwork.TryParse(text, out network)
            && network.PrefixLength >= (network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? LargestIpv4 : LargestIpv6);
    }

    /// <summary>
    /// Replaces what the framework trusts by itself: loopback, or everybody where <c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c> is set, as Aspire does.
    /// </summary>
    public static void Configure(ForwardedHeadersOptions forwarded, IOptions<AccessOptions> options)
    {
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in options.Value.TrustedProxies)
        {
            forwarded.KnownIPNetworks.Add(TryParse(proxy, out var network) ? network : throw new InvalidOperationException($"'{proxy}' was not validated."));
        }

        forwarded.ForwardedHeaders = forwarded.KnownIPNetworks.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor;
        forwarded.ForwardLimit = 1; // the gateway states one address
    }

    /// <summary>Says once that somebody states addresses and is not believed: mostly a gateway that is missing in the setting.</summary>
    public static Func<HttpContext, RequestDelegate, Task> Warn(ILogger log)
    {
        var isSaid = 0;
        return (context, next) =>
        {
            if (context.Request.Headers.ContainsKey(ForwardedHeadersDefaults.XForwardedForHeaderName)
                && !context.Request.Headers.ContainsKey(ForwardedHeadersDefaults.XOriginalForHeaderName)
                && Interlocked.Exchange(ref isSaid, 1) == 0)
            {
                Log.ForwardedForIgnored(log, SourceNetwork.Of(context.Connection.RemoteIpAddress));
            }

            return next(context);
        };
    }
}
