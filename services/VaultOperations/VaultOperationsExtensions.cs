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

    // Everything else starts after this service, Identity included: it does not wait for the keys that tokens are signed with.
    // It has no endpoint but health; a token that is presented all the same is not believed.
    private static void BlockAllEndpoints(this IServiceCollection services)
    {
        services.AddSingleton<ITokenKeys, NoTokenKeys>();
        services.AddSingleton<IRevokedSessions, UnknownSessions>();
    }

    private sealed class NoTokenKeys : ITokenKeys
    {
        public bool AreMissing => true;

        public Microsoft.IdentityModel.Tokens.SecurityKey? Find(string keyId) => null;

        public Task RefreshAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class UnknownSessions : IRevokedSessions
    {
        public ValueTask<bool?> IsRevokedAsync(Guid sessionId, CancellationToken cancellationToken) => ValueTask.FromResult<bool?>(null);
    }
}
