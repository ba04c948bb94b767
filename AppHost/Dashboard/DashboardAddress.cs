using Microsoft.Extensions.Configuration;

namespace PenguinMails.AppHost.Dashboard;

/// <summary>Where the Aspire dashboard of this instance listens: on loopback, over http.</summary>
public static class DashboardAddress
{
    private const string PortVariable = "PENGUINMAILS_DASHBOARD_PORT";
    private const int DefaultPort = 18888;

    // Names of Aspire's own settings.
    private const string Urls = "ASPNETCORE_URLS";
    private const string ApiKey = "AppHost:DashboardApiKey";
    private const string BrowserToken = "AppHost:BrowserToken";

    /// <summary>Puts the dashboard on PENGUINMAILS_DASHBOARD_PORT (18888) and its collectors on free ports.</summary>
    public static IDistributedApplicationBuilder UseDashboardPort(this IDistributedApplicationBuilder builder)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            return builder;
        }

        var configuration = builder.Configuration;
        // Aspire replaces a key from the environment by one of its own.
        configuration[ApiKey] = Environment.GetEnvironmentVariable(ApiKey.Replace(":", "__", StringComparison.Ordinal)) ?? configuration[ApiKey];
        configuration["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true";
        configuration[Urls] = $"http://localhost:{configuration.GetValue(PortVariable, DefaultPort)}";
        configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"http://localhost:{ReservedPort.Take()}";
        configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = $"http://localhost:{ReservedPort.Take()}";
        return builder;
    }

    /// <summary>The address that signs a browser in.</summary>
    public static string LoginUrl(IConfiguration configuration) => $"{configuration[Urls]}/login?t={configuration[BrowserToken]}";
}
