using System.Net;
using NUnit.Framework;
using PenguinMails.TestKit;

namespace PenguinMails.LocalComponents.Tests.Vaults;

[Category("Component")]
public sealed class VaultKeeperTests
{
    [Test]
    public async Task Open_NewVault_IsInitialisedAndUsableWithTheRootToken()
    {
        await using var vault = await TestVault.StartAsync();
        using var mounts = await vault.SendAsync(HttpMethod.Get, "sys/mounts");
        Assert.That(mounts.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(File.GetUnixFileMode(vault.RootTokenFile), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task Open_AfterARestart_UnsealsAndKeepsTheContents()
    {
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        await using var vault = await TestVault.StartAsync(database);
        using var written = await vault.SendAsync(HttpMethod.Put, "sys/policies/acl/kept", new { policy = """path "secret/*" { capabilities = ["read"] }""" });
        Assert.That(written.IsSuccessStatusCode);

        await vault.KillAsync();
        await vault.StartAgainAsync();
        using var whileSealed = await vault.SendAsync(HttpMethod.Get, "sys/policies/acl/kept");
        await vault.UnsealAsync();
        using var read = await vault.SendAsync(HttpMethod.Get, "sys/policies/acl/kept");

        Assert.That((whileSealed.StatusCode, read.StatusCode), Is.EqualTo((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK)));
    }

    [Test]
    public async Task Open_VaultThatSomebodySealed_LeavesItSealed()
    {
        await using var vault = await TestVault.StartAsync();
        using var sealing = await vault.SendAsync(HttpMethod.Put, "sys/seal");
        using var client = new HttpClient { BaseAddress = vault.Address };
        var keeper = new VaultKeeper(client, Path.GetDirectoryName(vault.RootTokenFile)!);

        Assert.That(await keeper.OpenAsync(), Is.False);
        using var health = await client.GetAsync("v1/sys/health");
        Assert.That(health.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
    }
}
