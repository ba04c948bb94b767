using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using PenguinMails.LocalComponents;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Looks at the ports that the model prescribes before anything is started: a resource whose port is taken would only
/// fail, or hang, in its own words.
/// </summary>
internal static class FixedPorts
{
    /// <exception cref="DistributedApplicationException">A port is taken; the message says for whom it was wanted.</exception>
    public static void RefuseTaken(IEnumerable<IResource> resources)
    {
        foreach (var resource in resources)
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                if (endpoint is { Port: { } port, Protocol: ProtocolType.Tcp } && !ReservedPort.CanListen(AddressOf(endpoint), port))
                {
                    throw new DistributedApplicationException(
                        $"Another program already listens on port {port} of {endpoint.TargetHost}, which '{resource.Name}' needs ('{endpoint.Name}').");
                }
            }
        }
    }

    private static IPAddress AddressOf(EndpointAnnotation endpoint) =>
        IPAddress.TryParse(endpoint.TargetHost, out var address) ? address : IPAddress.Loopback;
}
