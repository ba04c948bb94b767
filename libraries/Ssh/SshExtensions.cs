using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PenguinMails.Ssh;

public static class SshExtensions
{
    /// <summary>Adds key generation, connections and edits of <c>authorized_keys</c>, with options from section <c>Ssh</c>.</summary>
    public static IHostApplicationBuilder AddSsh(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<SshOptions>().BindConfiguration("Ssh").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<MemoryFolders>();
        services.AddSingleton<OpenSshKeygen>();
        services.AddSingleton<IKeyPairGenerator>(provider => provider.GetRequiredService<OpenSshKeygen>());
        services.AddSingleton<IPrivateKeyFormat>(provider => provider.GetRequiredService<OpenSshKeygen>());
        services.AddSingleton<ISshConnector, OpenSshConnector>();
        services.AddSingleton<ServerAccounts>();
        return builder;
    }
}
