using System.Globalization;
using System.Text.Json;
using PenguinMails.AppHost.Development;
using PenguinMails.AppHost.Resources.Dns;

namespace PenguinMails.AppHost.Resources.TenantServers;

/// <summary>The servers of a development instance's tenants and the DNS server of their zones, as far as this machine can run them.</summary>
internal sealed class TenantServerFleet
{
    /// <summary>Where the platform's log-ins at mail servers come from: what Dovecot holds against the address delays nobody else's.</summary>
    private const string LoginSource = "127.0.0.25";

    private readonly string _file;
    private readonly IReadOnlyList<IResourceBuilder<TenantServerResource>> _servers;

    private readonly DnsServerResource? _dns;

    private TenantServerFleet(string file, IReadOnlyList<IResourceBuilder<TenantServerResource>> servers, DnsServerResource? dns = null)
    {
        _file = file;
        _servers = servers;
        _dns = dns;
    }

    /// <summary>The servers.</summary>
    public IEnumerable<TenantServerResource> Servers => _servers.Select(server => server.Resource);

    /// <summary>The DNS server of their zones; null where there is none.</summary>
    public DnsServer? Dns => _dns?.Server;

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
        var mailOf = instance.Parts.HasFlag(InstanceParts.Mail) ? MailServers(network, instance) : _ => null;
        var servers = DevelopmentTenant.All.Select(tenant => builder.AddTenantServer(tenant, network, folder, mailOf(tenant))).ToList();
        var dns = instance.Parts.HasFlag(InstanceParts.Dns) ? builder.AddDnsServer("dns", network, instance.FolderOf("dns")) : null;
        return new TenantServerFleet(file, servers, dns?.Resource);
    }

    private static Func<DevelopmentTenant, TenantMailServer?> MailServers(TenantServerNetwork network, DevelopmentInstance instance)
    {
        var hosts = DevelopmentTenant.All.Select(tenant => tenant.Number).ToList();
        var (submission, imap, smtp, relay) = (network.PortFor(587, hosts), network.PortFor(143, hosts), network.PortFor(25, hosts), network.PortFor(1_025, hosts));
        var authority = new CertificateAuthority(instance.DataFolder);
        return tenant => new TenantMailServer(authority, submission, imap, smtp, relay) { OtherNames = [$"mail.{tenant.MailDomain}"] };
    }

    /// <summary>Tells the service which tenants to enrol, and starts it after their servers.</summary>
    public void EnrolledBy<T>(IResourceBuilder<T> service)
        where T : IResourceWithEnvironment, IResourceWithWaitSupport
    {
        if (_servers.Count == 0)
        {
            return;
        }

        if (Servers.First().Server.Mail is { } mail)
        {
            service
                .WithEnvironment("KeyIssuance__Smtp__SubmissionPort", mail.SubmissionPort.ToString(CultureInfo.InvariantCulture))
                .WithEnvironment("KeyIssuance__Smtp__ImapPort", mail.ImapPort.ToString(CultureInfo.InvariantCulture))
                .WithEnvironment("KeyIssuance__Smtp__AuthorityFile", mail.Authority.CertificateFile)
                .WithEnvironment("KeyIssuance__Smtp__SourceAddress", LoginSource);
        }

        if (_dns is not null)
        {
            service.ChangesZones(_dns, DevelopmentTenant.Acme.MailDomain);
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
            Secrets = SecretsOf(resource),
        }),
        JsonSerializerOptions.Web));

    /// <summary>The requests that enrol what each tenant has beside its server's keys.</summary>
    private object[] SecretsOf(TenantServerResource resource) => resource.Server.Mail is { } mail
        ?
        [
            new
            {
                Type = "smtp",
                Body = new
                {
                    Name = "mail-1",
                    Username = $"admin@{resource.Tenant.MailDomain}",
                    MailServer = new { Host = resource.Server.Address, Port = mail.SubmissionPort, Encryption = "starttls" },
                },
            },
            .. _dns is null ? Array.Empty<object>() : [new { Type = "dkim", Body = new { Domain = resource.Tenant.MailDomain, DnsMode = DnsModeOf(resource.Tenant) } }],
        ]
        : [];

    /// <summary>One tenant for each way in which records come into DNS.</summary>
    private static string DnsModeOf(DevelopmentTenant tenant) =>
        tenant == DevelopmentTenant.Acme ? "managed" : tenant == DevelopmentTenant.Borealis ? "delegated" : "manual";
}
