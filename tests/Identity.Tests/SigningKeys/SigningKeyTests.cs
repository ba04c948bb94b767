using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PenguinMails.Contracts.Messages;
using PenguinMails.Identity.SigningKeys;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Identity.Tests.SigningKeys;

/// <summary>Keys in a real Vault, and what becomes of tokens when they change.</summary>
[Category("Component")]
public sealed class SigningKeyTests
{
    private TestVault _vault = null!;
    private Platform _platform = null!;
    private IdentityServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _vault = await TestVault.StartAsync();
        _platform = await Platform.StartAsync(Task.FromResult(_vault));
        _server = await IdentityServer.StartAsync(_platform, settings: new Dictionary<string, string?> { ["Vault:TotalTimeout"] = "00:00:05" });
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        await _vault.DisposeAsync();
    }

    [Test]
    public async Task Tokens_OfEachKind_SayWhatTheyAreAndAreSignedByThePublishedKey()
    {
        var user = await _server.NewUserAsync();
        var signedIn = await _server.SignInAsync(user);
        _server.Time.NextStep();
        using var stepUp = await signedIn.StepUpAsync(user.Password, user.CodeAt(_server.Time.CurrentStep));
        var grant = (await stepUp.Content.ReadFromJsonAsync<JsonObject>())!["grant"]!.GetValue<string>();

        var published = (await PublishedAsync(_server)).Single();
        var (header, payload) = Read(signedIn.Tokens.AccessToken);
        var (grantHeader, grantPayload) = Read(grant);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(header.Select(part => $"{part.Key} {part.Value}"), Is.EqualTo(["alg ES256", "typ at+jwt", $"kid {published.Kid}"]));
            Assert.That(payload.Select(claim => claim.Key), Is.EquivalentTo(["sub", "email", "role", "tenant_id", "sid", "iss", "aud", "iat", "exp", "jti"]));
            Assert.That((string?)payload["sub"], Is.EqualTo($"{user.UserId}"));
            Assert.That((string?)payload["tenant_id"], Is.EqualTo($"{user.TenantId}"));
            Assert.That((string?)payload["aud"], Is.EqualTo("urn:penguinmails:api"));
            Assert.That((long)payload["exp"]! - (long)payload["iat"]!, Is.EqualTo(900).Within(1));
            Assert.That(grantHeader.Select(part => $"{part.Key} {part.Value}"), Is.EqualTo(["alg ES256", "typ step-up+jwt", $"kid {published.Kid}"]));
            Assert.That((string?)grantPayload["aud"], Is.EqualTo("urn:penguinmails:step-up"));
            Assert.That((string?)grantPayload["sid"], Is.EqualTo((string?)payload["sid"]));
            Assert.That((long)grantPayload["exp"]! - (long)grantPayload["iat"]!, Is.EqualTo(300));
            Assert.That(grantPayload.ContainsKey("role"), Is.False);
        }
    }

    [Test]
    public async Task Key_ThatHasServedItsTime_IsFollowedByAnotherThatIsOnRecord()
    {
        var user = await _server.NewUserAsync();
        var first = (await PublishedAsync(_server)).Single();
        _server.Time.Advance(TimeSpan.FromDays(30));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => UpkeepOf(_server).RunAsync(default)));

        var signedIn = await _server.SignInAsync(user);
        Assert.That((string?)Read(signedIn.Tokens.AccessToken).Header["kid"], Is.Not.EqualTo(first.Kid));
        Assert.That((await signedIn.MeAsync()).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var added = (await _server.OutboxAsync<AuditRecorded>()).Where(record => record.Action == "signing_key.add").ToList();
        Assert.That(added.Select(record => record.Details!["keyId"]), Has.Member(first.Kid).And.Member((string?)Read(signedIn.Tokens.AccessToken).Header["kid"]));
        Assert.That(added.Select(record => record.Details!["keyId"]), Is.Unique);
    }

    [Test]
    public async Task Key_AddedByHand_IsPublishedBeforeItSigns()
    {
        var first = (await PublishedAsync(_server)).Single();
        await AskAsync("transit/keys/identity-tokens/rotate", new { });
        await UpkeepOf(_server).RunAsync(default);

        var signedIn = await _server.SignInAsync(await _server.NewUserAsync());

        var published = await PublishedAsync(_server);
        Assert.That(published, Has.Count.EqualTo(2));
        Assert.That(published, Has.Member(first));
        Assert.That((string?)Read(signedIn.Tokens.AccessToken).Header["kid"], Is.EqualTo(first.Kid));
        _server.Time.Advance(SigningKeySchedule.Lead);
        var later = await _server.SignInAsync(await _server.NewUserAsync());
        Assert.That((string?)Read(later.Tokens.AccessToken).Header["kid"], Is.Not.EqualTo(first.Kid));
        Assert.That((await signedIn.MeAsync()).StatusCode, Is.EqualTo(HttpStatusCode.OK), "a token of the first key");
    }

    [Test]
    public async Task Key_WithdrawnInVault_SignsNothingMoreAndItsTokensEnd()
    {
        var user = await _server.NewUserAsync();
        var before = await _server.SignInAsync(user);
        await AskAsync("transit/keys/identity-tokens/rotate", new { });
        await AskAsync("transit/keys/identity-tokens/config", new { min_decryption_version = 2, min_encryption_version = 2 });

        var after = await _server.SignInAsync(user);

        Assert.That((await after.MeAsync()).StatusCode, Is.EqualTo(HttpStatusCode.OK), "without waiting for the next reading of the keys");
        await (await before.MeAsync()).ShouldBeProblemAsync(401, "unauthenticated");
        Assert.That(await PublishedAsync(_server), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Instances_OnTheSameVault_TakeEachOthersTokens()
    {
        await using var second = await IdentityServer.StartAsync(_platform, _server.Time);
        var signedIn = await _server.SignInAsync(await _server.NewUserAsync());

        Assert.That((await signedIn.MeAsync(second)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await PublishedAsync(second), Is.EqualTo(await PublishedAsync(_server)));
    }

    [Test]
    public async Task Vault_Sealed_LeavesTokensAndKeysAndCostsNoRefreshToken()
    {
        var signedIn = await _server.SignInAsync(await _server.NewUserAsync());
        var published = await PublishedAsync(_server);
        await _vault.SealAsync();

        using var refused = await signedIn.RefreshAsync();
        await refused.ShouldBeProblemAsync(503, "dependency_unavailable");
        Assert.That((await signedIn.MeAsync()).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await PublishedAsync(_server), Is.EqualTo(published));

        await _vault.UnsealAsync();
        await _server.WaitHealthyAsync();
        using var refreshed = await signedIn.RefreshAsync();
        Assert.That(refreshed.StatusCode, Is.EqualTo(HttpStatusCode.OK), "the token was not used up");
    }

    [Test]
    public async Task Start_WithoutAKeyInVault_PublishesNothingUntilThereIsOne()
    {
        await using var vault = await TestVault.StartAsync();
        using var mounted = await vault.SendAsync(HttpMethod.Post, "sys/mounts/transit", new { type = "transit" });
        var env = _platform.Settings.ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value!);
        env["Vault__Address"] = vault.Address.ToString();
        env["Vault__TokenFile"] = vault.RootTokenFile;
        await using var identity = await InProcessService.StartAsync(env, builder =>
        {
            builder.AddServiceDefaults("identity");
            builder.AddIdentity();
            var app = builder.BuildService();
            app.MapPublishedKeys();
            return app;
        });

        using var nothing = await identity.Client.GetAsync("/.well-known/jwks.json");
        await nothing.ShouldBeProblemAsync(503, "dependency_unavailable");
        using var health = await identity.Client.GetAsync("/health");
        Assert.That(await health.Content.ReadAsStringAsync(), Does.Contain("token-keys"));

        using var made = await vault.SendAsync(HttpMethod.Post, "transit/keys/identity-tokens", new { type = "ecdsa-p256" });
        await Eventually.Async(async () => (await identity.Client.GetAsync("/.well-known/jwks.json")).IsSuccessStatusCode);
    }

    private static SigningKeyUpkeep UpkeepOf(IdentityServer server) => server.Services.GetRequiredService<SigningKeyUpkeep>();

    private static async Task<IReadOnlyList<PublishedKey>> PublishedAsync(IdentityServer server) =>
        (await server.Client.GetFromJsonAsync<PublishedKeys>("/.well-known/jwks.json"))!.Keys;

    private static (JsonObject Header, JsonObject Payload) Read(string token)
    {
        var parts = token.Split('.');
        return (Part(parts[0]), Part(parts[1]));

        static JsonObject Part(string text) => JsonSerializer.Deserialize<JsonObject>(System.Buffers.Text.Base64Url.DecodeFromChars(text))!;
    }

    private async Task AskAsync(string path, object body)
    {
        using var answer = await _vault.SendAsync(HttpMethod.Post, path, body);
        answer.EnsureSuccessStatusCode();
    }
}
