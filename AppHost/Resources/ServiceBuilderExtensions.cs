using PenguinMails.AppHost.Development;
using PenguinMails.AppHost.Ports;
using PenguinMails.AppHost.Resources.Postgres;
using PenguinMails.AppHost.Resources.RabbitMq;
using PenguinMails.AppHost.Resources.Vault;
using PenguinMails.AppHost.Supervision;

namespace PenguinMails.AppHost.Resources;

/// <summary>What the services have in common, and what only a development instance gives them.</summary>
internal static class ServiceBuilderExtensions
{
    private const string MetricsEndpoint = "metrics";
    private static readonly HttpClient HealthClient = new() { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>A service with a database of its own, the broker, a credential for Vault, and a health endpoint.</summary>
    public static IResourceBuilder<ProjectResource> AsService(
        this IResourceBuilder<ProjectResource> service,
        IResourceBuilder<PostgresDatabaseResource> database,
        IResourceBuilder<RabbitMqBrokerResource> messaging,
        IResourceBuilder<IVaultResource> vault,
        IResourceBuilder<ProjectResource> vaultOperations) =>
        service
            .AsWebService()
            .WithReference(database, database.Resource.DatabaseName).WaitFor(database)
            .WithBroker(messaging)
            .WithVault(vault).WaitFor(vaultOperations)
            .BelievesLocalGateway();

    /// <summary>Gives VaultOperations what its watch over Vault needs. It waits for none of it: everything else waits for its bootstrap.</summary>
    public static IResourceBuilder<ProjectResource> WatchesVault(
        this IResourceBuilder<ProjectResource> vaultOperations,
        IResourceBuilder<PostgresDatabaseResource> database,
        IResourceBuilder<RabbitMqBrokerResource> messaging) =>
        vaultOperations.WithReference(database, database.Resource.DatabaseName).WithBroker(messaging).BelievesLocalGateway();

    /// <summary>
    /// The portal: it has a database for its sessions, and neither sends messages nor uses Vault. Browsers reach it through the gateway, at an
    /// address that the deployer of a published application names.
    /// </summary>
    public static IResourceBuilder<ProjectResource> AsPortal(
        this IResourceBuilder<ProjectResource> portal, IResourceBuilder<PostgresDatabaseResource> database, DevelopmentInstance instance)
    {
        var service = portal.AsWebService().WithReference(database, database.Resource.DatabaseName).WaitFor(database).BelievesLocalGateway();
        return portal.ApplicationBuilder.ExecutionContext.IsRunMode
            ? service.WithEnvironment("Portal__PublicAddress", new UriBuilder("http", "127.0.0.1", instance.GatewayPort).ToString())
            : service.WithEnvironment("Portal__PublicAddress", portal.ApplicationBuilder.AddParameter("portal-public-address"));
    }

    /// <summary>A service with an address and a health endpoint, in the Development environment of a development instance.</summary>
    /// <param name="service">The service.</param>
    /// <param name="port">The port that it listens on itself; null where nobody needs to know it.</param>
    public static IResourceBuilder<ProjectResource> AsWebService(this IResourceBuilder<ProjectResource> service, int? port = null)
    {
        var isRun = service.ApplicationBuilder.ExecutionContext.IsRunMode;
        var listening = (isRun, port) switch
        {
            (false, _) => service.WithHttpEndpoint(),
            (true, null) => service.WithHttpEndpoint(KeptPorts.Take(service.Resource.Name)),
            _ => service.WithHttpEndpoint(port, isProxied: false),
        };
        return isRun
            ? listening.WithHealthCheck(token => GetHealthAsync(service.GetEndpoint("http"), token)).WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development")
                // Each second, as Aspire has it, keeps the dashboard busy; gauges are sampled every 15 s.
                .WithEnvironment("OTEL_METRIC_EXPORT_INTERVAL", "15000").StartsBuiltAssembly().WithRestartOnCrash().StopsFirst()
            : listening.WithHttpHealthCheck("/health");
    }

    /// <summary>The gateway of a development instance calls from this machine, through Aspire's proxy. A published application names its gateway's addresses.</summary>
    private static IResourceBuilder<ProjectResource> BelievesLocalGateway(this IResourceBuilder<ProjectResource> service) =>
        service.ApplicationBuilder.ExecutionContext.IsRunMode
            ? service.WithEnvironment("Access__TrustedProxies__0", "127.0.0.1").WithEnvironment("Access__TrustedProxies__1", "::1")
            : service;

    private static async Task GetHealthAsync(EndpointReference endpoint, CancellationToken cancellationToken)
    {
        using var response = await HealthClient.GetAsync(new Uri(endpoint.Url + "/health"), cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>A port of its own for <c>GET /metrics</c>, for a service whose port is public. Call it after the public endpoints are named.</summary>
    public static IResourceBuilder<ProjectResource> WithMetricsPort(this IResourceBuilder<ProjectResource> service) =>
        service.WithHttpEndpoint(service.ApplicationBuilder.ExecutionContext.IsRunMode ? KeptPorts.Take(service.Resource.Name + "-metrics") : null, name: MetricsEndpoint)
            .WithEnvironment("Metrics__Port", service.GetEndpoint(MetricsEndpoint).Property(EndpointProperty.TargetPort));

    /// <summary>Makes the development users, whom the gateway of this instance serves; Identity refuses to start with them outside the Development environment.</summary>
    public static IResourceBuilder<ProjectResource> WithDevelopmentUsers(this IResourceBuilder<ProjectResource> identity, DevelopmentInstance instance) =>
        identity.ApplicationBuilder.ExecutionContext.IsRunMode
            ? identity.WithEnvironment("Identity__SeedDevelopmentUsers", "true")
                .WithEnvironment("Identity__PublicAddress", new UriBuilder("http", "127.0.0.1", instance.GatewayPort).ToString())
            : identity;

    /// <summary>
    /// Lets the gateway ask for API keys as the service client of its name. A published application mounts the client's secret; that of a development
    /// instance is public, as its users' passwords are.
    /// </summary>
    public static IResourceBuilder<ProjectResource> AdmitsApiKeys(this IResourceBuilder<ProjectResource> gateway, DevelopmentInstance instance)
    {
        var file = "/run/penguinmails/gateway/client-secret";
        if (gateway.ApplicationBuilder.ExecutionContext.IsRunMode)
        {
            file = Path.Combine(instance.FolderOf("gateway"), "client-secret");
            ProtectedFile.Write(file, "penguin-dev-service-secret");
        }

        return gateway.WithEnvironment("Gateway__ApiKeys__ClientSecretFile", file);
    }

    /// <summary>Sets the grace period of a development instance; a published application has the services' own defaults.</summary>
    public static IResourceBuilder<ProjectResource> WithSshGrace(
        this IResourceBuilder<ProjectResource> service, string variable, DevelopmentInstance instance) =>
        service.ApplicationBuilder.ExecutionContext.IsRunMode
            ? service.WithEnvironment(variable, instance.SshGrace.ToString("c"))
            : service;

    /// <summary>Where Audit keeps what must lie outside its database. A published application mounts it, best write-once.</summary>
    public static IResourceBuilder<ProjectResource> WithLedgerFolders(this IResourceBuilder<ProjectResource> audit, DevelopmentInstance instance)
    {
        var folder = audit.ApplicationBuilder.ExecutionContext.IsRunMode ? instance.FolderOf("audit") : "/var/lib/penguinmails/audit";
        return audit
            .WithEnvironment("Audit__CheckpointFolder", Path.Combine(folder, "checkpoints"))
            .WithEnvironment("Audit__Retention__ArchiveFolder", Path.Combine(folder, "archive"));
    }
}
