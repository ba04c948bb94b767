using System.Globalization;
using System.Net;

namespace PenguinMails.AppHost.Resources.Dns;

internal static class DnsBuilderExtensions
{
    private const int Host = 53;
    private const int DnsPort = 53;

    /// <summary>The zone of the platform, into which tenants can delegate names.</summary>
    public const string PlatformZone = "dkim.penguinmails.example";

    /// <summary>Adds a DNS server with a zone for each development tenant and one for the platform.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the resource.</param>
    /// <param name="network">The loopback addresses of this instance's servers; the DNS server's ends in .53.</param>
    /// <param name="folder">State folder.</param>
    public static IResourceBuilder<DnsServerResource> AddDnsServer(
        this IDistributedApplicationBuilder builder, string name, TenantServerNetwork network, string folder)
    {
        var address = $"{network.Prefix}.{Host}";
        var server = new DnsServer(folder, address, network.PortFor(DnsPort, Host),
        [
            new DnsZone(PlatformZone, address),
            .. DevelopmentTenant.All.Select(tenant => new DnsZone(tenant.MailDomain, address, $"{network.Prefix}.{tenant.Number}")),
        ]);
        var updateKey = builder.AddParameter($"{name}-update-key", () => server.UpdateKey, secret: true);
        return builder.AddResource(new DnsServerResource(name, server, updateKey.Resource))
            .WithEndpoint("dns", endpoint =>
            {
                (endpoint.UriScheme, endpoint.Port, endpoint.TargetPort) = ("dns", server.Port, server.Port);
                (endpoint.TargetHost, endpoint.IsProxied) = (server.Address, false);
            })
            .Runs(() => server.Command, _ => Task.Run(server.Prepare, CancellationToken.None))
            .WithHealthCheck(new DnsServerCheck(IPEndPoint.Parse($"{server.Address}:{server.Port}"), PlatformZone).AskAsync)
            .AsOptionalPart();
    }

    /// <summary>
    /// Lets a service look at all zones, and change the platform's own and those that it manages: the key could change all of them, the service's
    /// settings allow no more.
    /// </summary>
    public static IResourceBuilder<T> ChangesZones<T>(this IResourceBuilder<T> service, DnsServerResource dns, params IReadOnlyCollection<string> managed)
        where T : IResourceWithEnvironment
    {
        service
            .WithEnvironment("KeyIssuance__Dkim__PlatformZone", PlatformZone)
            // Short, as all of the instance's, so that people see changes.
            .WithEnvironment("KeyIssuance__Dkim__RecordTtl", "00:00:05")
            .WithEnvironment("KeyIssuance__Dkim__WatchInterval", "00:00:30")
            .WithEnvironment("KeyIssuance__Dkim__LongestManualLook", "00:00:15");
        var endpoint = string.Create(CultureInfo.InvariantCulture, $"{dns.Server.Address}:{dns.Server.Port}");
        foreach (var (zone, number) in dns.Server.Zones.Select((zone, number) => (zone.Name, number)))
        {
            var prefix = $"KeyIssuance__Dkim__Zones__{number}__";
            service
                .WithEnvironment(prefix + "Name", zone)
                .WithEnvironment(prefix + "Servers__0", endpoint);
            if (zone == PlatformZone || managed.Contains(zone))
            {
                service.WithEnvironment(prefix + "KeyName", DnsServer.UpdateKeyName).WithEnvironment(prefix + "KeySecret", $"{dns.UpdateKey}");
            }
        }

        return service;
    }
}
