using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Hosting;
using PenguinMails.DevVault.Storage;

namespace PenguinMails.DevVault.Tests.Fixtures;

/// <summary>The server inside the test process, on a free port, reached over HTTP like any other.</summary>
internal sealed class RunningVault : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningVault(WebApplication app)
    {
        _app = app;
        Client = new(new Uri(app.Urls.First()));
    }

    public VaultClient Client { get; }

    public Uri Address => new(_app.Urls.First());

    /// <summary>The shares of its unseal key, base64; empty until <see cref="OpenAsync"/>.</summary>
    public string[] Shares { get; private set; } = [];

    /// <summary>One that was never initialised.</summary>
    public static async Task<RunningVault> StartAsync(IStorage? storage = null)
    {
        var app = ServerSetup.Build(new(new IPEndPoint(IPAddress.Loopback, 0), null), storage ?? new MemoryStorage());
        await app.Services.GetRequiredService<VaultServer>().LoadAsync(CancellationToken.None);
        await app.StartAsync();
        return new(app);
    }

    /// <summary>One that is unsealed, with the mounts that most tests use. Its client has the root token.</summary>
    public static async Task<RunningVault> StartOpenAsync(IStorage? storage = null)
    {
        var vault = await StartAsync(storage);
        await vault.OpenAsync();
        var client = vault.Client;
        (await client.WriteAsync("sys/mounts/secret", new { type = "kv", options = new { version = "2" } })).Ok();
        (await client.WriteAsync("sys/mounts/transit", new { type = "transit" })).Ok();
        (await client.WriteAsync("sys/auth/approle", new { type = "approle" })).Ok();
        return vault;
    }

    /// <summary>Initialises with five shares, of which three unseal, and unseals.</summary>
    public async Task OpenAsync()
    {
        var initial = (await Client.WriteAsync("sys/init", new { secret_shares = 5, secret_threshold = 3 })).Ok().Json;
        Shares = [.. initial.GetProperty("keys_base64").EnumerateArray().Select(share => share.GetString()!)];
        Client.Token = initial.GetProperty("root_token").GetString()!;
        await UnsealAsync();
    }

    public async Task UnsealAsync()
    {
        foreach (var share in Shares.Take(3))
        {
            (await Client.WriteAsync("sys/unseal", new { key = share }, token: "")).Ok();
        }
    }

    /// <summary>A token of its own with one policy, made for it.</summary>
    public async Task<string> TokenForAsync(string policy)
    {
        var name = "p" + Guid.CreateVersion7().ToString("N");
        (await Client.WriteAsync("sys/policies/acl/" + name, new { policy })).Ok();
        return (await Client.WriteAsync("auth/token/create", new { policies = new[] { name }, no_default_policy = true, ttl = "10m" })).Ok().ClientToken;
    }

    /// <summary>A role, and a login with it.</summary>
    public async Task<(string RoleId, VaultAnswer Login)> LogInAsync(string role, object settings)
    {
        (await Client.WriteAsync("auth/approle/role/" + role, settings)).Ok();
        var roleId = (await Client.ReadAsync($"auth/approle/role/{role}/role-id")).Data.GetProperty("role_id").GetString()!;
        var secretId = (await Client.WriteAsync($"auth/approle/role/{role}/secret-id")).Data.GetProperty("secret_id").GetString()!;
        return (roleId, await Client.WriteAsync("auth/approle/login", new { role_id = roleId, secret_id = secretId }, token: ""));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
