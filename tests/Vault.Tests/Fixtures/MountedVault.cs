using PenguinMails.TestKit;
using PenguinMails.Vault.Connection;

namespace PenguinMails.Vault.Tests.Fixtures;

/// <summary>A real development Vault with the platform's mounts.</summary>
internal static class MountedVault
{
    private static readonly Lazy<Task<TestVault>> Shared = new(async () => await MountAsync(await TestVault.SharedAsync()));

    /// <summary>The one that all tests share; not to be sealed or stopped.</summary>
    public static Task<TestVault> SharedAsync() => Shared.Value;

    /// <summary>One of a test's own.</summary>
    public static async Task<TestVault> StartAsync(string? postgres = null) => await MountAsync(await TestVault.StartAsync(postgres));

    /// <summary>Signed in with the root token.</summary>
    public static VaultConnection ConnectAsRoot(
        TestVault vault, Uri? address = null, Action<VaultOptions>? change = null, RecordedLogs? logs = null, TimeProvider? time = null)
    {
        var options = new VaultOptions { Address = address ?? vault.Address, TokenFile = vault.RootTokenFile };
        change?.Invoke(options);
        return new VaultConnection(options, time ?? TimeProvider.System, logs ?? new RecordedLogs());
    }

    private static async Task<TestVault> MountAsync(TestVault vault)
    {
        await SendAsync(vault, "sys/mounts/secret", new { type = "kv", options = new { version = "2" } });
        await SendAsync(vault, "sys/mounts/transit", new { type = "transit" });
        await SendAsync(vault, "sys/auth/approle", new { type = "approle" });
        await Eventually.Async(
            async () =>
            {
                using var response = await vault.SendAsync(HttpMethod.Post, "secret/config", new { cas_required = true, max_versions = 10 });
                return response.IsSuccessStatusCode;
            },
            what: "A usable KV v2 mount");
        return vault;
    }

    private static async Task SendAsync(TestVault vault, string path, object body)
    {
        using var response = await vault.SendAsync(HttpMethod.Post, path, body);
        response.EnsureSuccessStatusCode();
    }
}
