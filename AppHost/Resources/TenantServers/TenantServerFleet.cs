using System.Text.Json;
using PenguinMails.AppHost.Development;

namespace PenguinMails.AppHost.Resources.TenantServers;

/// <summary>The servers of a development instance's tenants, as far as this machine can run them.</summary>
internal sealed class TenantServerFleet
{
    private readonly string _file;
    private readonly IReadOnlyList<IResourceBuilder<TenantServerResource>> _servers;

    private TenantServerFleet(string file, IReadOnlyList<IResourceBuilder<TenantServerResource>> servers)
    {
        _file = file;
        _servers = servers;
    }

    /// <summary>The servers.</summary>
    public IEnumerable<TenantServerResource> Servers => _servers.Select(server => server.Resource);

    /// <summary>Adds a server for each tenant; none to a published application or where they cannot run.</summary>
    public static TenantServerFleet AddTo(IDistributedApplicationBuilder builder, DevelopmentInstance instance, string? obstacle)
    {
        var file = Path.Combine(instance.DataFolder, "tenants.json");
        if (builder.ExecutionContext.IsPublishMode || obstacle is not null)
        {
            return new TenantServerFleet(file, []);
        }

        var network = TenantServerNetwork.Claim(instance.ServerNet, DevelopmentTenant.All.Count);
        var folder = Path.Combine(instance.DataFolder, "servers");
        return new TenantServerFleet(file, [.. DevelopmentTenant.All.Select(tenant => builder.AddTenantServer(tenant, network, folder))]);
    }

    /// <summary>Tells the service which tenants to enrol, and starts it after their servers.</summary>
    public void EnrolledBy<T>(IResourceBuilder<T> service)
        where T : IResourceWithEnvironment, IResourceWithWaitSupport
    {
        if (_servers.Count == 0)
        {
            return;
        }

        service
            .WithEnvironment("KeyIssuance__DevelopmentTenantsFile", _file)
            .OnBeforeResourceStarted((_, _, _) => Task.Run(WriteFile, CancellationToken.None));
        foreach (var server in _servers)
        {
            service.WaitFor(server);
        }
    }

    private void WriteFile() => ProtectedFile.Write(_file, JsonSerializer.Serialize(
        Servers.Select(resource => new
        {
            TenantId = resource.Tenant.Id,
            resource.Tenant.Name,
            resource.Server.Address,
            resource.Server.Port,
            resource.Server.HostKeyFile,
            BootstrapUsername = TenantServer.AdminAccount,
            BootstrapKeyFile = resource.Server.BootstrapKeyPath,
        }),
        JsonSerializerOptions.Web));
}
