using PenguinMails.KeyIssuance.ApiKeys.Admission;
using PenguinMails.KeyIssuance.ApiKeys.Keys;
using PenguinMails.KeyIssuance.ApiKeys.Leaks;
using PenguinMails.KeyIssuance.ApiKeys.Usage;
using PenguinMails.KeyIssuance.ApiKeys.Verification;

namespace PenguinMails.KeyIssuance.ApiKeys;

internal static class ApiKeyExtensions
{
    private const int LargestKeyList = 256 * 1024;
    private static readonly TimeSpan KeyListTimeout = TimeSpan.FromSeconds(10);

    public static void AddApiKeys(this IServiceCollection services)
    {
        services.AddOptions<ApiKeyOptions, ApiKeyOptionsValidator>(ApiKeyOptions.Section);
        services.AddSingleton<ApiKeyChanges>();
        services.AddSingleton<ApiKeyHolds>();
        services.AddSingleton<ApiKeyQuery>();
        services.AddSingleton<UsageQuery>();
        services.AddSingleton<UsageStore>();
        services.AddSingleton<KeyVerification>();
        services.AddSingleton<AllowanceStore>();
        services.AddSingleton<IAllowanceSource>(provider => provider.GetRequiredService<AllowanceStore>());
        services.AddSingleton<KeyAllowances>();
        services.AddSingleton<UsageCounter>();
        services.AddHostedService(provider => new UsageFlusher(
            provider.GetRequiredService<UsageCounter>(),
            provider.GetRequiredService<UsageStore>(),
            provider.GetRequiredService<IOptions<ApiKeyOptions>>().Value.UsageInterval,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<UsageFlusher>>()));
        services.AddHostedService<ApiKeyExpiry>();
        services.AddSingleton<LeakedKeys>();
        services.AddSingleton<IScanningKeySource, HttpScanningKeys>();
        services.AddSingleton<ScanningSignatures>();
        services.AddHttpClient(HttpScanningKeys.ClientName, client =>
        {
            client.Timeout = KeyListTimeout;
            client.MaxResponseContentBufferSize = LargestKeyList;
            client.DefaultRequestHeaders.UserAgent.ParseAdd("PenguinMails-Secrets"); // GitHub's API refuses requests without one
        }).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false }); // the world outside: by a proxy where there is one
    }

    public static void MapApiKeyEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapApiKeys();
        routes.MapAdminApiKeys();
        routes.MapApiKeyVerification();
        routes.MapLeakedKeys();
        routes.MapApiKeyAdmission();
    }
}
