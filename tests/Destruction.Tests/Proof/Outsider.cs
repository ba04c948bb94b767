using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PenguinMails.Destruction.Tests.Platform;
using PenguinMails.Ssh;
using PenguinMails.Ssh.SshNet;

namespace PenguinMails.Destruction.Tests.Proof;

/// <summary>Tries keys at the servers, from outside the platform.</summary>
internal sealed class Outsider : IAsyncDisposable
{
    private readonly IHost _host;

    private Outsider(IHost host) => _host = host;

    private ISshConnector Ssh => _host.Services.GetRequiredService<ISshConnector>();

    public static async Task<Outsider> StartAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.AddSsh();
        builder.Services.AddSingleton(TimeProvider.System);
        var host = builder.Build();
        await host.StartAsync();
        return new Outsider(host);
    }

    /// <summary>Whether a server would accept a key.</summary>
    public Task<SshAnswer> OfferAsync(Tenant tenant, string account, string publicKey) =>
        Ssh.OfferAsync(EndpointOf(tenant), account, PublicKey.Parse(publicKey), default);

    /// <summary>Logs in with a key that was handed out.</summary>
    public async Task<SshAnswer> LoginAsync(Tenant tenant, string privateKey)
    {
        using var key = new PlainTextPrivateKey(System.Text.Encoding.UTF8.GetBytes(privateKey));
        return await Ssh.TryLoginAsync(EndpointOf(tenant), new SshIdentity(tenant.Account, key), default);
    }

    /// <summary>The fingerprint of a key that was handed out.</summary>
    public async Task<string> FingerprintAsync(string privateKey)
    {
        using var key = new PlainTextPrivateKey(System.Text.Encoding.UTF8.GetBytes(privateKey));
        var half = await _host.Services.GetRequiredService<IPrivateKeyFormat>().PublicHalfAsync(key, default);
        return half?.Fingerprint ?? throw new FormatException("What was handed out is no private key.");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static SshEndpoint EndpointOf(Tenant tenant) => new(tenant.Server.Address, tenant.Server.Port, PublicKey.Parse(tenant.Server.HostKey));
}
