using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace PenguinMails.ServiceDefaults;

/// <summary>The proxies whose <c>X-Forwarded-For</c> is believed: those of a setting, and without it none, not even on this machine.</summary>
public static class TrustedNetworks
{
    // A larger network is a mistake: 0.0.0.0/0 believes everybody.
    private const int LargestIpv4 = 8;
    private const int LargestIpv6 = 32;

    /// <param name="setting">The setting's full name.</param>
    /// <param name="proxies">Its value.</param>
    /// <returns>A sentence for each that is neither an address nor a network of bounded size.</returns>
    public static IEnumerable<string> Failures(string setting, IEnumerable<string> proxies) => proxies.Where(proxy => !TryParse(proxy, out _))
        .Select(proxy => $"{setting} holds '{proxy}', which is neither an IP address nor a network of bounded size (10.0.0.0/8, fd00::/32).");

    /// <summary>
    /// Replaces what the framework trusts by itself: loopback, or everybody where <c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c> is set, as Aspire does.
    /// </summary>
    /// <param name="forwarded">The framework's options.</param>
    /// <param name="proxies">Validated addresses and networks.</param>
    /// <param name="headers">The headers that are believed from them.</param>
    public static void Trust(ForwardedHeadersOptions forwarded, IReadOnlyCollection<string> proxies, ForwardedHeaders headers)
    {
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            forwarded.KnownIPNetworks.Add(TryParse(proxy, out var network) ? network : throw new InvalidOperationException($"'{proxy}' was not validated."));
        }

        forwarded.ForwardedHeaders = proxies.Count == 0 ? ForwardedHeaders.None : headers;
        forwarded.ForwardLimit = 1; // each proxy states the one address that it was called from
    }

    /// <summary>Logs the first time that addresses are stated and not believed: mostly a gateway is missing in the setting.</summary>
    internal static Func<HttpContext, RequestDelegate, Task> Warn(ILogger log)
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

    private static bool TryParse(string? text, out IPNetwork network)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            network = new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
            return !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any);
        }

        return IPNetwork.TryParse(text, out network)
            && network.PrefixLength >= (network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? LargestIpv4 : LargestIpv6);
    }
}
