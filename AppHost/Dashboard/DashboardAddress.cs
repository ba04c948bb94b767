using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using PenguinMails.AppHost.Ports;

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
        configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"http://localhost:{KeptPorts.Take("dashboard-otlp")}";
        configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = $"http://localhost:{KeptPorts.Take("dashboard-otlp-http")}";
        return builder;
    }

    /// <summary>Has the dashboard take the same token at each start, which lies in this file: a browser that is signed in stays so.</summary>
    public static void KeepDashboardToken(this IDistributedApplicationBuilder builder, string file)
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            builder.Configuration[BrowserToken] = Environment.GetEnvironmentVariable("ASPIRE_DASHBOARD_FRONTEND_BROWSERTOKEN")
                ?? ProtectedFile.ReadOrCreate(file, () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        }
    }

    /// <summary>The address that signs a browser in.</summary>
    public static string LoginUrl(IConfiguration configuration) => $"{configuration[Urls]}/login?t={configuration[BrowserToken]}";
}
