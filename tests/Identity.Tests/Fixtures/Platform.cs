using PenguinMails.Contracts;
using PenguinMails.TestKit;

namespace PenguinMails.Identity.Tests.Fixtures;

/// <summary>What Identity stands on: a database of its own, a broker, and a Vault with its mounts.</summary>
internal sealed class Platform
{
    private static readonly Lazy<Task<Platform>> Shared = new(() => StartAsync(TestVault.SharedAsync()));

    private readonly string _account;

    private Platform(string database, string broker, string account, TestVault vault)
    {
        Database = database;
        Broker = broker;
        _account = account;
        Vault = vault;
    }

    public string Database { get; }

    /// <summary>The virtual host, for the broker's administrator.</summary>
    public string Broker { get; }

    public TestVault Vault { get; }

    /// <summary>The settings under which an instance starts.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["ConnectionStrings:identity"] = Database,
        ["ConnectionStrings:messaging"] = _account,
        ["Vault:Address"] = Vault.Address.ToString(),
        ["Vault:TokenFile"] = Vault.RootTokenFile,
        ["Access:TrustedProxies:0"] = "127.0.0.1", // tests speak for the gateway
    };

    public static Task<Platform> SharedAsync() => Shared.Value;

    /// <summary>A database and a virtual host of one's own, on the given Vault.</summary>
    public static async Task<Platform> StartAsync(Task<TestVault> vault)
    {
        var postgres = TestPostgres.SharedAsync();
        var broker = TestRabbitMq.SharedAsync();
        await MountAsync(await vault);
        var host = await (await broker).CreateVirtualHostAsync();
        return new Platform(await (await postgres).CreateDatabaseAsync(), host, (await broker).As(host, PlatformServices.Identity), await vault);
    }

    /// <summary>The same on a database that holds something already.</summary>
    public static async Task<Platform> OnDatabaseAsync(string database)
    {
        var platform = await StartAsync(TestVault.SharedAsync());
        return new Platform(database, platform.Broker, platform._account, platform.Vault);
    }

    private static async Task MountAsync(TestVault vault)
    {
        // What is mounted already answers 400.
        using var secret = await vault.SendAsync(
            HttpMethod.Post, "sys/mounts/secret", new { type = "kv", options = new Dictionary<string, string> { ["version"] = "2" } });
        using var transit = await vault.SendAsync(HttpMethod.Post, "sys/mounts/transit", new { type = "transit" });
        using var key = await vault.SendAsync(HttpMethod.Post, "transit/keys/identity", new { });
        using var tokens = await vault.SendAsync(HttpMethod.Post, "transit/keys/identity-tokens", new { type = "ecdsa-p256" });
    }
}
