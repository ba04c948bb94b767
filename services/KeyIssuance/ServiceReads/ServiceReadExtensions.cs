namespace PenguinMails.KeyIssuance.ServiceReads;

internal static class ServiceReadExtensions
{
    public static void AddServiceReads(this IServiceCollection services)
    {
        services.AddOptions<ServiceReadOptions, ServiceReadOptionsValidator>(ServiceReadOptions.Section);
        services.AddSingleton<MaterialCache>();
        services.AddSingleton<UncachedRead>();
        services.AddSingleton<ReadCounter>();
        services.AddSingleton<ReadStore>();
        services.AddSingleton<ServiceSecretReads>();
        services.AddHostedService<CacheConfirmation>();
        services.AddHostedService<ReadFlusher>();
    }
}
