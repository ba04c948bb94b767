using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PenguinMails.VaultOperations.Health;

internal static class VaultHealthExtensions
{
    /// <summary>The watch over Vault: it has a database and messages, which the bootstrap does without.</summary>
    public static void AddVaultHealth(this WebApplicationBuilder builder)
    {
        builder.AddPostgres("vaultoperations", typeof(VaultHealthExtensions).Assembly);
        builder.AddMessaging(PlatformServices.VaultOperations);

        var services = builder.Services;
        services.AddOptions<VaultHealthOptions, VaultHealthOptionsValidator>(VaultHealthOptions.Section);
        services.AddSingleton<StorageReadings>();
        services.AddSingleton<VaultSampler>();
        services.AddSingleton<VaultHealthState>();
        services.AddSingleton<Incidents>();
        services.AddHostedService<SampleWorker>();
        services.AddHostedService<StorageWorker>();
        services.AddHostedService<WatchWorker>();
        services.AddSingleton<IPostConfigureOptions<HealthCheckServiceOptions>, OtherServicesLater>();
        services.AddGauges<VaultGauges>();
    }
}
