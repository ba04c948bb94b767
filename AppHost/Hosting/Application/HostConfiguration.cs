using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Configuration keys of the host; the same names as Aspire's, so that both feeds read and write them alike.</summary>
internal static class HostConfiguration
{
    /// <summary>Token with which a browser signs in to the dashboard.</summary>
    public const string BrowserToken = "AppHost:BrowserToken";

    /// <summary>Key with which services send telemetry.</summary>
    public const string OtlpApiKey = "AppHost:OtlpApiKey";

    /// <summary>Key with which the dashboard asks this host for resources.</summary>
    public const string ResourceServiceApiKey = "AppHost:ResourceService:ApiKey";

    /// <summary>Key with which tests and tools read telemetry back from the dashboard.</summary>
    public const string DashboardApiKey = "AppHost:DashboardApiKey";

    /// <summary>Address of the dashboard; a free port unless set.</summary>
    public const string DashboardUrl = "ASPNETCORE_URLS";

    public const string OtlpGrpcUrl = "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL";

    public const string OtlpHttpUrl = "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL";

    /// <summary>Folder that holds <c>dcp/dcp</c> and <c>managed/aspire-managed</c>, where they are not to be unpacked.</summary>
    public const string BundlePath = "ASPIRE_BUNDLE_PATH";

    public static void AddSecrets(IConfigurationManager configuration)
    {
        var secrets = new Dictionary<string, string?>();
        foreach (var key in new[] { BrowserToken, OtlpApiKey, ResourceServiceApiKey, DashboardApiKey })
        {
            if (string.IsNullOrEmpty(configuration[key]))
            {
                secrets[key] = RandomNumberGenerator.GetHexString(32, lowercase: true);
            }
        }

        configuration.AddInMemoryCollection(secrets);
    }
}
