using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.VaultOperations.Tests.Fixtures;

namespace PenguinMails.VaultOperations.Tests.Bootstrap;

/// <summary>The token that may do anything does not outlive the bootstrap.</summary>
[Category("Component")]
internal sealed class BootstrapTokenTests
{
    private static readonly (string, string) Revokes = ("VaultOperations__KeepBootstrapToken", "false");

    private Operations _operations = null!;

    [SetUp]
    public async Task PrepareAsync() => _operations = await Operations.PrepareAsync();

    [TearDown]
    public async Task StopAsync() => await _operations.DisposeAsync();

    [Test]
    public async Task Start_WithABootstrapToken_RevokesItWhenEverybodyHasAWayIn()
    {
        var service = await _operations.StartServiceAsync(Revokes);
        await service.WaitHealthyAsync();

        await Eventually.Async(() => !File.Exists(_operations.BootstrapTokenFile), what: "the end of the token's file");
        Assert.That(await StatusOfAsync(_operations.Vault.RootToken), Is.EqualTo(HttpStatusCode.Forbidden));
        await service.StopAsync();
        var second = await _operations.StartServiceAsync(Revokes);
        await second.WaitHealthyAsync();
        Assert.That(second.Log, Does.Not.Contain("bootstrap token"), "its delivered credential is enough");
    }

    [Test]
    public async Task Start_ThreeInstancesWithOneBootstrapToken_AllGetTheirAccess()
    {
        var services = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _operations.StartServiceAsync(Revokes)));

        await Task.WhenAll(services.Select(service => service.WaitHealthyAsync()));

        await Eventually.Async(() => !File.Exists(_operations.BootstrapTokenFile), what: "the end of the token's file");
        Assert.That(await StatusOfAsync(_operations.Vault.RootToken), Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task Start_WithATokenThatMayNotRevokeItself_SaysSoOnceAndServes()
    {
        await _operations.AskAsync(HttpMethod.Put, "sys/policies/acl/no-end", new
        {
            policy = """
                path "*" { capabilities = ["create", "read", "update", "delete", "list", "sudo"] }
                path "auth/token/revoke-self" { capabilities = ["deny"] }
                """,
        });
        using var created = await _operations.Vault.SendAsync(HttpMethod.Post, "auth/token/create-orphan", new { policies = new[] { "no-end" }, no_default_policy = true });
        var token = (await created.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("auth").GetProperty("client_token").GetString()!;
        await File.WriteAllTextAsync(_operations.BootstrapTokenFile, token);

        var service = await _operations.StartServiceAsync(Revokes);
        await service.WaitHealthyAsync();

        await Eventually.Async(() => service.Log.Contains("may not revoke itself", StringComparison.Ordinal), what: "the advice");
        Assert.That(await StatusOfAsync(token), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(service.Log, Does.Not.Contain(token).And.Not.Contain("rejected the configuration"));
        await service.WaitHealthyAsync();
    }

    [Test]
    public async Task DevelopmentInstance_HasAWayInInPlaceOfTheRootToken()
    {
        var root = _operations.Vault.RootToken;
        using var client = new HttpClient { BaseAddress = _operations.Vault.Address };
        var keeper = new VaultKeeper(client, Path.GetDirectoryName(_operations.Vault.RootTokenFile)!, RootTokenUse.ReplacedByWayIn);
        Assert.That(await keeper.OpenAsync(), Is.True);
        Assert.That(await keeper.OpenAsync(), Is.True, "as the health check of an instance does again and again");

        Assert.That(File.Exists(keeper.RootTokenFile), Is.False);
        Assert.That(await StatusOfAsync(root), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(File.GetUnixFileMode(keeper.BootstrapTokenFile), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        File.Copy(keeper.BootstrapTokenFile, _operations.BootstrapTokenFile, overwrite: true);
        var first = await _operations.StartServiceAsync();
        await first.WaitHealthyAsync();
        await first.StopAsync();

        // The delivered credentials have expired, as after a night.
        Directory.Delete(_operations.Delivery, recursive: true);
        var second = await _operations.StartServiceAsync();
        await second.WaitHealthyAsync();
        var wayIn = (await File.ReadAllTextAsync(keeper.BootstrapTokenFile)).Trim();
        Assert.That(await StatusOfAsync(wayIn), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await StatusOfAsync(wayIn, "sys/mounts"), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await StatusOfAsync(wayIn, "secret/metadata/penguinmails?list=true"), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await StatusOfAsync(wayIn, "sys/policies/acl/key-issuance"), Is.EqualTo(HttpStatusCode.Forbidden));
    }

    private async Task<HttpStatusCode> StatusOfAsync(string token, string path = "auth/token/lookup-self")
    {
        using var client = new HttpClient { BaseAddress = _operations.Vault.Address };
        client.DefaultRequestHeaders.Add("X-Vault-Token", token);
        using var answer = await client.GetAsync("v1/" + path);
        return answer.StatusCode;
    }
}
