using PenguinMails.VaultOperations.Bootstrap;
using PenguinMails.VaultOperations.Delivery;

namespace PenguinMails.VaultOperations;

internal static class VaultOperationsExtensions
{
    public static void AddVaultOperations(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<VaultOperationsOptions, VaultOperationsOptionsValidator>(VaultOperationsOptions.Section);
        // It delivers its own credential as it delivers the others'.
        services.AddOptions<VaultOptions>().PostConfigure<IOptions<VaultOperationsOptions>>((vault, operations) =>
            vault.CredentialFolder ??= vault.TokenFile is null ? Path.Combine(operations.Value.DeliveryFolder!, Role.Own) : null);

        services.AddSingleton<DeliveryFolders>();
        services.AddSingleton<CredentialDelivery>();
        services.AddSingleton<BootstrapState>();
        services.AddSingleton<Bootstrapper>();
        services.AddHostedService<BootstrapWorker>();
        services.AddHostedService<DeliveryWorker>();
        services.AddHealthChecks().AddCheck<BootstrapHealthCheck>("bootstrap");
    }
}
