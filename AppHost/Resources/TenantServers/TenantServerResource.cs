namespace PenguinMails.AppHost.Resources.TenantServers;

/// <summary>A tenant's server in a development instance: a real sshd. It is not part of a published application.</summary>
internal sealed class TenantServerResource(string name, DevelopmentTenant tenant, TenantServer server)
    : ExecutableResource(name, server.Command.Path, server.Folder)
{
    public DevelopmentTenant Tenant { get; } = tenant;

    public TenantServer Server { get; } = server;
}

/// <summary>The mail server on a tenant's server: it lives in that one's processes.</summary>
internal sealed class TenantMailServerResource(string name, TenantServerResource server) : Resource(name), IResourceWithParent<TenantServerResource>
{
    public TenantServerResource Parent { get; } = server;
}
