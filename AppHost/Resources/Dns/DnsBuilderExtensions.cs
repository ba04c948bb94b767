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
        builder.AddParameter($"{name}-update-key", () => server.UpdateKey, secret: true);
        return builder.AddResource(new DnsServerResource(name, server))
            .WithEndpoint("dns", endpoint =>
            {
                (endpoint.UriScheme, endpoint.Port, endpoint.TargetPort) = ("dns", server.Port, server.Port);
                (endpoint.TargetHost, endpoint.IsProxied) = (server.Address, false);
            })
            .Runs(() => server.Command, _ => Task.Run(server.Prepare, CancellationToken.None))
            .WithHealthCheck(new DnsServerCheck(IPEndPoint.Parse($"{server.Address}:{server.Port}"), PlatformZone).AskAsync)
            .AsOptionalPart();
    }
}
