using System.Net.Http.Json;
using System.Text.Json;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.Vault.Tests.Fixtures;

/// <summary>Suites run against a real server when there is one. Here a script stands in for it, which takes a server's arguments and runs DevVault.</summary>
[Category("Component")]
public sealed class TestVaultServerTests
{
    private string _bin = null!;

    [OneTimeSetUp]
    public async Task MakeStandInAsync()
    {
        _bin = TestFolder.Create("vault-bin");
        var program = Path.Combine(_bin, "vault");
        await File.WriteAllTextAsync(program, $"""
            #!/bin/sh
            # server -config FILE
            echo "stand-in: $*"
            [ "$1 $2" = "server -config" ] || exit 2
            address=$(sed -n 's/^ *address  *= "\(.*\)"$/\1/p' "$3")
            DEVVAULT_POSTGRES=$(sed -n 's#.*"postgres://\([^:]*\):\([^@]*\)@\([^:]*\):\([0-9]*\)/\([^?]*\)?.*#Host=\3;Port=\4;Username=\1;Password=\2;Database=\5#p' "$3")
            [ -z "$DEVVAULT_POSTGRES" ] && unset DEVVAULT_POSTGRES || export DEVVAULT_POSTGRES
            exec dotnet "{RepositoryFolder.AssemblyOf("DevVault")}" --listen "$address"
            """);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Test]
    public async Task Start_WithAServerOnPath_RunsItInMemory()
    {
        await using var vault = await TestVault.StartAsync(postgres: null, TestVaultServer.Choose(wish: null, PathWith(_bin)));

        Assert.That(vault.Log, Does.Contain("stand-in: server -config "));
        using var self = await vault.SendAsync(HttpMethod.Get, "auth/token/lookup-self");
        var token = await self.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(token.GetProperty("data").GetProperty("policies")[0].GetString(), Is.EqualTo("root"));
    }

    [Test]
    public async Task Start_WithADatabase_KeepsItsContentsOverAStop()
    {
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        await using var vault = await TestVault.StartAsync(database, TestVaultServer.Choose("vault", PathWith(_bin)));
        using var mount = await vault.SendAsync(HttpMethod.Post, "sys/mounts/kept", new { type = "transit" });
        Assert.That(mount.IsSuccessStatusCode, await mount.Content.ReadAsStringAsync());

        await vault.StopAsync();
        await vault.StartAgainAsync();
        await vault.UnsealAsync();

        using var mounts = await vault.SendAsync(HttpMethod.Get, "sys/mounts");
        Assert.That(await mounts.Content.ReadAsStringAsync(), Does.Contain("\"kept/\""));
    }

    [Test]
    public void Choose_ByWishAndPath_IsTheServerOrDevVault()
    {
        var bao = TestFolder.Create("bao-bin");
        File.WriteAllText(Path.Combine(bao, "bao"), "");
        Assert.Multiple(() =>
        {
            Assert.That(TestVaultServer.Choose(null, "/nowhere:" + bao), Is.EqualTo(Path.Combine(bao, "bao")));
            Assert.That(TestVaultServer.Choose("", $"{bao}:{_bin}"), Is.EqualTo(Path.Combine(bao, "bao")), "the first on the path");
            Assert.That(TestVaultServer.Choose("vault", $"{bao}:{_bin}"), Is.EqualTo(Path.Combine(_bin, "vault")));
            Assert.That(TestVaultServer.Choose("dev", $"{bao}:{_bin}"), Is.Null);
            Assert.That(TestVaultServer.Choose(null, "/nowhere"), Is.Null);
            Assert.That(() => TestVaultServer.Choose("vault", bao), Throws.InvalidOperationException.With.Message.Contains("no 'vault' on PATH"));
            Assert.That(() => TestVaultServer.Choose("hashicorp", _bin), Throws.InvalidOperationException.With.Message.Contains("it can be dev, vault or bao"));
        });
    }

    private static string PathWith(string folder) => $"/nowhere:{folder}";
}
