using Microsoft.Extensions.Options;

namespace PenguinMails.Gateway.ApiKeys;

internal static class ApiKeyExtensions
{
    public static void AddApiKeys(this IServiceCollection services)
    {
        services.AddOptions<ApiKeyOptions, ApiKeyOptionsValidator>(ApiKeyOptions.Section);
        services.AddSingleton<IStartupFilter, PresentedKeys>();
        services.AddHttpClient(InternalCalls.ClientName, client => client.Timeout = InternalCalls.Timeout);
        services.AddSingleton<InternalCalls>();
        services.AddSingleton<GatewayCredential>();
        services.AddSingleton<KeyIssuanceCalls>();
        services.AddSingleton<IAllowanceSource>(provider => provider.GetRequiredService<KeyIssuanceCalls>());
        services.AddSingleton<KeyAllowances>();
        services.AddSingleton<UsageCounter>();
        services.AddSingleton<KeyTokens>();
        services.AddSingleton<KnownKeys>();
        services.AddHostedService(provider => provider.GetRequiredService<KnownKeys>());
        services.AddHostedService(provider => new UsageFlusher(
            provider.GetRequiredService<UsageCounter>(),
            provider.GetRequiredService<KeyIssuanceCalls>(),
            provider.GetRequiredService<IOptions<ApiKeyOptions>>().Value.UsageInterval,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<UsageFlusher>>()));
        services.AddSingleton<ExposedKeys>();
        services.AddSingleton<KeyAdmission>();
    }

    /// <summary>Before the limits: refuses keys in addresses, and finds out whose limit counts.</summary>
    public static void UseApiKeyJudgement(this IApplicationBuilder app)
    {
        var (exposed, admission) = (app.ApplicationServices.GetRequiredService<ExposedKeys>(), app.ApplicationServices.GetRequiredService<KeyAdmission>());
        app.Use(exposed.InvokeAsync);
        app.Use(admission.JudgeAsync);
    }

    /// <summary>After the limits of addresses.</summary>
    public static void UseApiKeys(this IApplicationBuilder app) => app.Use(app.ApplicationServices.GetRequiredService<KeyAdmission>().InvokeAsync);
}
