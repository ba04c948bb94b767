using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PenguinMails.LocalComponents;

namespace Aspire.Hosting.Dashboard;

/// <summary>The Aspire dashboard as a hidden resource of every application that is run.</summary>
internal static class DashboardResource
{
    public const string Name = "aspire-dashboard";

    public static void AddTo(IDistributedApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var web = AddressOf(configuration, HostConfiguration.DashboardUrl);
        var grpc = AddressOf(configuration, HostConfiguration.OtlpGrpcUrl);
        var http = AddressOf(configuration, HostConfiguration.OtlpHttpUrl);
        Uri? resourceService = null;

        // The program is found, and the resource service listens, only when the application starts.
        var dashboard = builder.AddExecutable(Name, "aspire-managed", ".", "dashboard")
            .WithInitialState(new CustomResourceSnapshot { ResourceType = "Executable", Properties = [], IsHidden = true })
            .WithHttpEndpoint(web.Port, name: "http", isProxied: false)
            .WithHttpEndpoint(grpc.Port, name: "otlp-grpc", isProxied: false)
            .WithHttpEndpoint(http.Port, name: "otlp-http", isProxied: false)
            .WithHttpHealthCheck("/health", endpointName: "http")
            .WithEnvironment(context => AddEnvironment(context.EnvironmentVariables, configuration, resourceService!));
        builder.Eventing.Subscribe<BeforeStartEvent>(async (start, cancellationToken) =>
        {
            var bundle = await start.Services.GetRequiredService<AspirePrograms>().FindAsync(cancellationToken);
            dashboard.WithCommand(bundle.DashboardPath);
            resourceService = await start.Services.GetRequiredService<ResourceService>().StartAsync(cancellationToken);
        });
    }

    private static Uri AddressOf(ConfigurationManager configuration, string key)
    {
        if (configuration[key] is not { Length: > 0 } address)
        {
            configuration[key] = address = $"http://localhost:{ReservedPort.Take()}";
        }

        return new Uri(address.Split(';')[0]);
    }

    private static void AddEnvironment(Dictionary<string, object> environment, IConfiguration configuration, Uri resourceService)
    {
        environment["ASPNETCORE_URLS"] = configuration[HostConfiguration.DashboardUrl]!;
        environment[HostConfiguration.OtlpGrpcUrl] = configuration[HostConfiguration.OtlpGrpcUrl]!;
        environment[HostConfiguration.OtlpHttpUrl] = configuration[HostConfiguration.OtlpHttpUrl]!;
        environment["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = resourceService.AbsoluteUri;

        // Everything is on loopback, and every door has its key.
        environment["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true";
        AddKey("DASHBOARD__FRONTEND", "BROWSERTOKEN", HostConfiguration.BrowserToken, "BrowserToken");
        AddKey("DASHBOARD__RESOURCESERVICECLIENT", "APIKEY", HostConfiguration.ResourceServiceApiKey, "ApiKey");
        AddKey("DASHBOARD__OTLP", "PRIMARYAPIKEY", HostConfiguration.OtlpApiKey, "ApiKey");
        AddKey("DASHBOARD__API", "PRIMARYAPIKEY", HostConfiguration.DashboardApiKey, "ApiKey");
        environment["ASPIRE_DASHBOARD_API_ENABLED"] = "true";
        environment["LOGGING__LOGLEVEL__DEFAULT"] = "Warning";

        void AddKey(string section, string name, string configurationKey, string mode)
        {
            environment[$"{section}__AUTHMODE"] = mode;
            environment[$"{section}__{name}"] = new SecretText(configuration[configurationKey]!);
        }
    }
}
