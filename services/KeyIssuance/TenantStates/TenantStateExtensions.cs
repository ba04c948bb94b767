namespace PenguinMails.KeyIssuance.TenantStates;

internal static class TenantStateExtensions
{
    public static void AddTenantStates(this IServiceCollection services)
    {
        services.AddOptions<TenantStateOptions, TenantStateOptionsValidator>(TenantStateOptions.Section);
        services.AddSingleton<TenantStateQuery>();
        services.AddSingleton<StateFeed>();
        services.AddHostedService<StateReporter>();
    }
}
