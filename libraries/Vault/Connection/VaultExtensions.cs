using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PenguinMails.Vault.Connection;

public static class VaultExtensions
{
    /// <summary>
    /// Adds <see cref="IKeyValueStore"/>, <see cref="ITransit"/>, <see cref="IResponseWrapping"/>, <see cref="IVaultHealth"/>,
    /// <see cref="IVaultApi"/> and <see cref="IVaultLoginState"/> from section <c>Vault</c>, signed in by the delivered AppRole credential,
    /// and the health check <c>vault</c>.
    /// </summary>
    public static IHostApplicationBuilder AddVault(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<VaultOptions>().BindConfiguration(VaultOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<VaultOptions>, VaultOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new VaultConnection(
            provider.GetRequiredService<IOptions<VaultOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider => provider.GetRequiredService<VaultConnection>().KeyValue);
        services.AddSingleton(provider => provider.GetRequiredService<VaultConnection>().Transit);
        services.AddSingleton(provider => provider.GetRequiredService<VaultConnection>().Wrapping);
        services.AddSingleton(provider => provider.GetRequiredService<VaultConnection>().Health);
        services.AddSingleton(provider => provider.GetRequiredService<VaultConnection>().Api);
        services.AddSingleton(provider => provider.GetRequiredService<VaultConnection>().Login);
        services.AddHostedService<SessionStart>();
        services.AddSingleton<VaultHealthCheck>();
        services.AddHealthChecks().AddCheck<VaultHealthCheck>("vault");
        return builder;
    }
}
