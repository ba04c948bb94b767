using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.ApiKeys;

/// <summary>Calls with a key through the gateway.</summary>
[Category("Process")]
public sealed class GatewayTests : GatewayFixture
{
    private static readonly TimeSpan RefusedWithin = TimeSpan.FromSeconds(5);

    private ServiceProcess _gateway = null!;

    [OneTimeSetUp]
    public async Task StartGatewayAsync() => _gateway = await base.StartGatewayAsync();

    [OneTimeTearDown]
    public async Task StopGatewayAsync() => await _gateway.DisposeAsync();

    [Test]
    public async Task Key_WithThePermission_ReadsAndSeesItsLimit()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await CreateAsync(owner, new { name = "Reader", permissions = new[] { "api-keys:read" }, rateLimitPerMinute = 100 });
        await AdmittedAsync(_gateway, key);

        using var answer = await CallAsync(_gateway, (string)key["key"]!);

        var listed = await ReadAsync(answer, HttpStatusCode.OK);
        Assert.That((int)listed["total"]!, Is.EqualTo(1));
        Assert.That(answer.Headers.GetValues("RateLimit-Policy").Single(), Is.EqualTo("\"key\";q=100;w=60"));
        Assert.That(answer.Headers.GetValues("RateLimit").Single(), Does.Match("^\"key\";r=[0-9]+;t=[0-9]+$"));
    }

    [Test]
    public async Task Key_WithoutThePermission_IsRefusedByName()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var (key, reader) = (await CreateAsync(owner), await CreateAsync(owner, new { name = "Reader", permissions = new[] { "api-keys:read" } }));
        await AdmittedAsync(_gateway, reader);

        using var answer = await CallAsync(_gateway, (string)key["key"]!);

        var problem = await ReadAsync(answer, HttpStatusCode.Forbidden);
        Assert.That(((string)problem["code"]!, (string)problem["permission"]!), Is.EqualTo(("permission_missing", "api-keys:read")));
        Assert.That(answer.Headers.Contains("RateLimit"), Is.True);
    }

    [Test]
    public async Task Key_WithEveryPermission_ChangesAndRevealsNothing()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await CreateAsync(owner, new { name = "All", permissions = ApiKeyPermissions.All });
        await AdmittedAsync(_gateway, key);

        foreach (var (method, path) in new[]
        {
            (HttpMethod.Post, Keys), (HttpMethod.Post, $"{Keys}/{key["keyId"]}/rotate"), (HttpMethod.Post, $"{Keys}/{key["keyId"]}/revoke"),
            (HttpMethod.Post, "/api/v1/tenant/infrastructure/ssh-credentials/download"), (HttpMethod.Post, "/api/v1/auth/step-up"), (HttpMethod.Get, "/api/v1/auth/me"),
            (HttpMethod.Get, "/api/v1/tenant/users"), (HttpMethod.Get, "/api/v1/admin/operations/019ab000-0000-7000-8000-000000000000"), (HttpMethod.Get, "/api/v1/notifications"),
            (HttpMethod.Get, "/api/v1/tenant/infrastructure/ssh-credentials/operations/019ab000-0000-7000-8000-000000000000/events"),
            (HttpMethod.Post, "/api/v1/services/api-keys/verify"),
        })
        {
            using var answer = await CallAsync(_gateway, (string)key["key"]!, path, method);
            await AssertProblemAsync(answer, HttpStatusCode.Forbidden, "permission_missing");
        }

        Assert.That((string)(await ListedAsync(owner, key["keyId"]!))["status"]!, Is.EqualTo("active"));
    }

    [Test]
    public async Task Key_ThatIsRevoked_IsRefusedWithinSeconds()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await CreateAsync(owner, new { name = "Reader", permissions = new[] { "api-keys:read" }, rateLimitPerMinute = 6000 });
        await AdmittedAsync(_gateway, key);
        using var _ = await owner.PostAsync($"{Keys}/{key["keyId"]}/revoke", content: null);
        var clock = Stopwatch.StartNew();

        await Eventually.Async(async () =>
        {
            using var answer = await CallAsync(_gateway, (string)key["key"]!);
            return answer.StatusCode == HttpStatusCode.Unauthorized;
        });

        Assert.That(clock.Elapsed, Is.LessThan(RefusedWithin));
        using var refused = await CallAsync(_gateway, (string)key["key"]!);
        await AssertProblemAsync(refused, HttpStatusCode.Unauthorized, "api_key_revoked");
    }

    [Test]
    public async Task Key_WhoseTimeIsOver_IsRefused()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await CreateAsync(owner, new { name = "Reader", permissions = new[] { "api-keys:read" } });
        await AdmittedAsync(_gateway, key);
        using var rotated = await owner.PostAsJsonAsync($"{Keys}/{key["keyId"]}/rotate", new { gracePeriod = "PT0S" });
        var next = await ReadAsync(rotated, HttpStatusCode.Created);
        await AdmittedAsync(_gateway, next);

        using var answer = await CallAsync(_gateway, (string)key["key"]!);

        await AssertProblemAsync(answer, HttpStatusCode.Unauthorized, "api_key_expired");
    }

    [Test]
    public async Task Key_ThatIsNone_IsRefused()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var key = (string)(await CreateAsync(owner, new { name = "Reader", permissions = new[] { "api-keys:read" } }))["key"]!;
        var another = ((string)(await CreateAsync(owner))["key"]!).Split('_');
        foreach (var (what, text) in new[]
        {
            ("cut", key[..^1]), ("longer", key + "A"), ("another checksum", key[..^1] + (key[^1] == 'a' ? 'b' : 'a')), ("nobody's", PlainTextApiKey.Create(Guid.CreateVersion7()).Text),
            ("another key's secret", ApiKeyText.Of(key.Split('_')[1], another[2])), ("another key's id", ApiKeyText.Of(another[1], key.Split('_')[2])), ("prefix alone", "pmk_"),
        })
        {
            using var answer = await CallAsync(_gateway, text);
            Assert.That((string)(await ReadAsync(answer, HttpStatusCode.Unauthorized))["code"]!, Is.EqualTo("invalid_api_key"), what);
        }
    }

    [Test]
    public async Task Key_BesideAToken_IsRefused()
    {
        var tenantId = await NewTenantAsync();
        using var owner = OwnerOf(tenantId);
        var key = await CreateAsync(owner, new { name = "Reader", permissions = new[] { "api-keys:read" } });
        await AdmittedAsync(_gateway, key);
        using var request = new HttpRequestMessage(HttpMethod.Get, Keys);
        request.Headers.TryAddWithoutValidation("Authorization", [$"Bearer {key["key"]}", $"Bearer {new TestTokens(Roles.TenantOwner) { TenantId = tenantId }.Access(Issuer.Key)}"]);

        using var answer = await _gateway.Client.SendAsync(request);

        await AssertProblemAsync(answer, HttpStatusCode.Unauthorized, "invalid_api_key");
    }

    [Test]
    public async Task Key_InAnAddress_IsRefusedAndCountsAsLeaked()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await CreateAsync(owner, new { name = "Reader", permissions = new[] { "api-keys:read" } });
        await AdmittedAsync(_gateway, key);

        using var answer = await _gateway.Client.GetAsync($"{Keys}?api_key={((string)key["key"]!).Replace("_", "%5F", StringComparison.Ordinal)}");

        await AssertProblemAsync(answer, HttpStatusCode.Unauthorized, "api_key_exposed");
        await Eventually.Async(async () => (string)(await ListedAsync(owner, key["keyId"]!))["status"]! == "revoked", what: "The key's revocation");
        Assert.That(await RecordsAsync(key["keyId"]!), Has.Member("api_key.leak success"));
        using var nothing = await _gateway.Client.GetAsync($"{Keys}?api_key={PlainTextApiKey.Create(Guid.CreateVersion7()).Text}");
        await AssertProblemAsync(nothing, HttpStatusCode.Unauthorized, "api_key_exposed");
    }
}
