using Microsoft.Extensions.Diagnostics.HealthChecks;
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
        services.BlockAllEndpoints();

        services.AddSingleton<DeliveryFolders>();
        services.AddSingleton<CredentialDelivery>();
        services.AddSingleton<BootstrapState>();
        services.AddSingleton<Bootstrapper>();
        services.AddHostedService<BootstrapWorker>();
        services.AddHostedService<DeliveryWorker>();
        services.AddHealthChecks().AddCheck<BootstrapHealthCheck>("bootstrap");
        services.AddGauges<VaultGauges>();
    }

    // Everything else starts after this service, the key ring for bearer tokens included: it neither waits for the ring nor
    // reads it. It has no endpoint but health; a token that is presented all the same is not believed.
    private static void BlockAllEndpoints(this IServiceCollection services)
    {
        foreach (var reader in services.Where(service => service.ImplementationType?.Name == "DataProtectionHostedService").ToList())
        {
            services.Remove(reader);
        }

        services.Configure<HealthCheckServiceOptions>(health =>
        {
            foreach (var ring in health.Registrations.Where(check => check.Name == "key-ring").ToList())
            {
                health.Registrations.Remove(ring);
            }
        });
        services.AddSingleton<IRevokedSessions, UnknownSessions>();
    }

    private sealed class UnknownSessions : IRevokedSessions
    {
        public ValueTask<bool?> IsRevokedAsync(Guid sessionId, CancellationToken cancellationToken) => ValueTask.FromResult<bool?>(null);
    }
}
