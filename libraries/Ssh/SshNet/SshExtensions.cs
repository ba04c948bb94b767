using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PenguinMails.Ssh.SshNet;

public static class SshExtensions
{
    /// <summary>Adds key generation, connections and work on servers' accounts, with options from section <c>Ssh</c>.</summary>
    public static IHostApplicationBuilder AddSsh(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<SshOptions>().BindConfiguration(SshOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SshOptions>, SshOptionsValidator>());
        services.AddSingleton<MemoryFolders>();
        services.AddHostedService(provider => provider.GetRequiredService<MemoryFolders>());
        services.AddSingleton<SshKeygen>();
        services.AddSingleton<IKeyPairGenerator>(provider => provider.GetRequiredService<SshKeygen>());
        services.AddSingleton<IPrivateKeyFormat>(provider => provider.GetRequiredService<SshKeygen>());
        services.AddSingleton<ISshConnector, SshNetConnector>();
        services.AddSingleton<ServerAccounts>();
        return builder;
    }
}
