using System.Diagnostics;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using PenguinMails.LocalComponents;

namespace Aspire.Hosting.Dcp;

/// <summary>Gives every endpoint of the model its address.</summary>
internal sealed class DcpServices(DcpClient client)
{
    private const string Plural = "services";
    private static readonly TimeSpan AllocationLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    public static string NameOf(IResource resource, EndpointAnnotation endpoint) => $"{resource.Name}-{endpoint.Name}".ToLowerInvariant();

    public async Task AllocateAsync(IReadOnlyCollection<IResource> resources, CancellationToken cancellationToken)
    {
        var endpoints = resources
            .SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => (resource, endpoint)))
            .ToArray();
        await Task.WhenAll(endpoints.Select(each => CreateAsync(each.resource, each.endpoint, cancellationToken)));
        await Task.WhenAll(endpoints.Select(each => WaitAsync(each.resource, each.endpoint, cancellationToken)));
    }

    private async Task CreateAsync(IResource resource, EndpointAnnotation endpoint, CancellationToken cancellationToken)
    {
        if (endpoint is { IsProxied: true, TargetPort: not null } && resource.GetReplicaCount() > 1)
        {
            throw new DistributedApplicationException(
                $"The replicas of '{resource.Name}' cannot all listen on port {endpoint.TargetPort} ('{endpoint.Name}').");
        }

        if (endpoint.Port is null && !endpoint.IsProxied)
        {
            endpoint.Port = ReservedPort.Take();
        }

        await client.CreateAsync(
            Plural,
            new DcpObject<ServiceSpec, ServiceStatus>
            {
                Kind = "Service",
                Metadata = new DcpMetadata { Name = NameOf(resource, endpoint) },
                Spec = new ServiceSpec
                {
                    Protocol = endpoint.Protocol == ProtocolType.Udp ? "UDP" : "TCP",
                    Address = endpoint.TargetHost,
                    Port = endpoint.Port,
                    AddressAllocationMode = endpoint.IsProxied ? "Localhost" : "Proxyless",
                },
            },
            cancellationToken);
    }

    private async Task WaitAsync(IResource resource, EndpointAnnotation endpoint, CancellationToken cancellationToken)
    {
        var name = NameOf(resource, endpoint);
        var template = $$$"""{{- portForServing "{{{name}}}" -}}""";
        if (!endpoint.IsProxied)
        {
            endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, endpoint.TargetHost, endpoint.Port!.Value, template);
            return;
        }

        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < AllocationLimit)
        {
            var service = await client.GetAsync<DcpObject<ServiceSpec, ServiceStatus>>(Plural, name, cancellationToken);
            if (service?.Status is { EffectivePort: > 0 and var port, EffectiveAddress: { Length: > 0 } address })
            {
                endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, address, port, template);
                return;
            }

            await Task.Delay(PollInterval, cancellationToken);
        }

        throw new DistributedApplicationException(
            $"The endpoint '{endpoint.Name}' of '{resource.Name}' got no address.");
    }
}
