using System.Net;

namespace PenguinMails.AppHost.Resources.TenantServers;

internal static class TenantServerBuilderExtensions
{
    /// <summary>Adds the server of a tenant.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="tenant">Whose server it is.</param>
    /// <param name="network">The loopback addresses of this instance's servers.</param>
    /// <param name="folder">State folder of all servers.</param>
    /// <param name="mail">The mail server beside it; null: none.</param>
    public static IResourceBuilder<TenantServerResource> AddTenantServer(
        this IDistributedApplicationBuilder builder, DevelopmentTenant tenant, TenantServerNetwork network, string folder, TenantMailServer? mail)
    {
        var server = new TenantServer(
            Path.Combine(folder, tenant.ShortName), $"{tenant.ShortName}.tenants.test", $"{network.Prefix}.{tenant.Number}", network.Port)
        {
            UidBase = 200_000 + (tenant.Number * 10_000),
            Mail = mail,
        };
        var resource = builder.AddResource(new TenantServerResource($"server-{tenant.ShortName}", tenant, server))
            .WithServerEndpoint("ssh", server.Address, server.Port)
            .Runs(() => server.Command, server.PrepareAsync)
            .WithHealthCheck(new GreetingCheck(IPEndPoint.Parse($"{server.Address}:{server.Port}"), GreetingCheck.Ssh).AskAsync);
        if (mail is not null)
        {
            resource.AddMailServer(mail);
        }

        return resource;
    }

    /// <summary>Shows the mail server as a resource of its own, so that nothing that needs SSH waits for it.</summary>
    private static void AddMailServer(this IResourceBuilder<TenantServerResource> server, TenantMailServer mail)
    {
        var address = server.Resource.Server.Address;
        server
            .WithServerEndpoint("submission", address, mail.SubmissionPort)
            .WithServerEndpoint("imap", address, mail.ImapPort)
            .WithServerEndpoint("smtp", address, mail.SmtpPort);
        GreetingCheck[] checks =
        [
            new(IPEndPoint.Parse($"{address}:{mail.SubmissionPort}"), GreetingCheck.Smtp),
            new(IPEndPoint.Parse($"{address}:{mail.ImapPort}"), GreetingCheck.Imap),
            new(IPEndPoint.Parse($"{address}:{mail.SmtpPort}"), GreetingCheck.Smtp),
        ];
        server.ApplicationBuilder
            .AddResource(new TenantMailServerResource($"mail-{server.Resource.Tenant.ShortName}", server.Resource))
            .WithHealthCheck(token => Task.WhenAll(checks.Select(check => check.AskAsync(token))))
            .AsOptionalPart();
    }

    private static IResourceBuilder<TenantServerResource> WithServerEndpoint(
        this IResourceBuilder<TenantServerResource> server, string name, string address, int port) =>
        server.WithEndpoint(name, endpoint =>
        {
            (endpoint.UriScheme, endpoint.Port, endpoint.TargetPort) = (name, port, port);
            (endpoint.TargetHost, endpoint.IsProxied) = (address, false);
        });
}
