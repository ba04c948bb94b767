using System.Net;

namespace PenguinMails.AppHost.Resources.TenantServers;

internal static class TenantServerBuilderExtensions
{
    /// <summary>Adds the server of a tenant.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="tenant">Whose server it is.</param>
    /// <param name="network">The loopback addresses of this instance's servers.</param>
    /// <param name="folder">State folder of all servers.</param>
    public static IResourceBuilder<TenantServerResource> AddTenantServer(
        this IDistributedApplicationBuilder builder, DevelopmentTenant tenant, TenantServerNetwork network, string folder)
    {
        var server = new TenantServer(
            Path.Combine(folder, tenant.ShortName), $"{tenant.ShortName}.tenants.test", $"{network.Prefix}.{tenant.Number}", network.Port)
        {
            UidBase = 200_000 + (tenant.Number * 10_000),
        };
        return builder.AddResource(new TenantServerResource($"server-{tenant.ShortName}", tenant, server))
            .WithEndpoint("ssh", endpoint =>
            {
                (endpoint.UriScheme, endpoint.Port, endpoint.TargetPort) = ("ssh", server.Port, server.Port);
                (endpoint.TargetHost, endpoint.IsProxied) = (server.Address, false);
            })
            .Runs(() => server.Command, server.PrepareAsync)
            .WithHealthCheck(new SshServerCheck(IPEndPoint.Parse($"{server.Address}:{server.Port}")).AskAsync);
    }
}
