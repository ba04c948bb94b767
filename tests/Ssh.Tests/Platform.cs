using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PenguinMails.Ssh.SshNet;

namespace PenguinMails.Ssh.Tests;

/// <summary>The library as a service gets it.</summary>
internal sealed class Platform : IDisposable
{
    private readonly IHost _host;

    public Platform(TimeSpan? connectTimeout = null, TimeSpan? commandTimeout = null, Action<SshOptions>? change = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.AddSsh();
        builder.Services.Configure<SshOptions>(options =>
        {
            options.ConnectTimeout = connectTimeout ?? options.ConnectTimeout;
            options.CommandTimeout = commandTimeout ?? options.CommandTimeout;
            change?.Invoke(options);
        });
        _host = builder.Build();
    }

    /// <summary>With the usual settings.</summary>
    public static Platform Usual { get; } = new();

    public ISshConnector Connector => _host.Services.GetRequiredService<ISshConnector>();

    public IKeyPairGenerator Generator => _host.Services.GetRequiredService<IKeyPairGenerator>();

    public IPrivateKeyFormat Format => _host.Services.GetRequiredService<IPrivateKeyFormat>();

    public ServerAccounts Accounts => _host.Services.GetRequiredService<ServerAccounts>();

    public Task StartAsync() => _host.StartAsync();

    public Task<KeyPair> NewKeyAsync(SshKeyType type = SshKeyType.Ed25519) => Generator.GenerateAsync(type, "test", CancellationToken.None);

    /// <summary>Has ssh-keygen read a key, for which it needs files in memory.</summary>
    public async Task UseKeygenAsync()
    {
        using var pair = await NewKeyAsync();
        Assert.That(await Format.PublicHalfAsync(pair.PrivateKey, CancellationToken.None), Is.EqualTo(pair.PublicKey));
    }

    public void Dispose() => _host.Dispose();
}
