using System.Net;
using System.Net.Http.Headers;
using PenguinMails.Gateway.Tests.Fixtures;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Gateway.Tests;

[Category("Component")]
public sealed class RoutingTests
{
    private BackendServer _identity = null!;
    private BackendServer _keyIssuance = null!;
    private BackendServer _rotation = null!;
    private GatewayServer _gateway = null!;
    private HttpClient _user = null!;
    private HttpClient _nobody = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _identity = await BackendServer.StartAsync("identity");
        _keyIssuance = await BackendServer.StartAsync("key-issuance");
        _rotation = await BackendServer.StartAsync("rotation");
        _gateway = await GatewayServer.StartAsync([_identity, _keyIssuance, _rotation]); // no audit
        _user = _gateway.SignedIn();
        _nobody = _gateway.Anonymous();
        await Eventually.Async(async () => (await _user.GetAsync("/api/v1/auth/me")).IsSuccessStatusCode, what: "A gateway that knows the sessions");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _user.Dispose();
        _nobody.Dispose();
        await _gateway.DisposeAsync();
        await _identity.DisposeAsync();
        await _keyIssuance.DisposeAsync();
        await _rotation.DisposeAsync();
    }

    [SetUp]
    public void Forget()
    {
        _identity.Forget();
        _keyIssuance.Forget();
        _rotation.Forget();
    }

    [TestCase("/api/v1/auth/me", "identity")]
    [TestCase("/api/v1/auth/step-up", "identity")]
    [TestCase("/api/v1/auth/invitations/1", "identity")]
    [TestCase("/api/v1/admin/users", "identity")]
    [TestCase("/api/v1/admin/users/1/disable", "identity")]
    [TestCase("/api/v1/tenant/users/1/reset", "identity")]
    [TestCase("/api/v1/tenant/infrastructure/ssh-credentials", "key-issuance")]
    [TestCase("/api/v1/tenant/infrastructure/ssh-credentials/operations/1/events", "key-issuance")]
    [TestCase("/api/v1/admin/tenants", "key-issuance")]
    [TestCase("/api/v1/admin/tenants/1/server/abandon?x=1&y=%20", "key-issuance")]
    [TestCase("/api/v1/admin/secrets/tenant/1/ssh/tenant/rotate", "key-issuance")]
    [TestCase("/api/v1/admin/secrets/tenant/1/ssh/tenant/operations", "key-issuance")]
    [TestCase("/api/v1/admin/secrets/deletions/1/approve", "key-issuance")]
    [TestCase("/api/v1/admin/operations/1", "key-issuance")]
    [TestCase("/api/v1/admin/operations/1/events", "key-issuance")]
    [TestCase("/api/v1/admin/secrets/rotate-all", "rotation")]
    [TestCase("/api/v1/admin/secrets/campaigns", "rotation")]
    [TestCase("/api/v1/admin/secrets/campaigns/1/events", "rotation")]
    [TestCase("/api/v1/admin/secrets/rotation-policies", "rotation")]
    public async Task Request_ToAListedPath_ReachesItsService(string path, string service)
    {
        using var answer = await _user.GetAsync(path);

        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo($$"""{"server":"{{service}}"}"""));
        Assert.That(Everything().Select(request => request.Path), Is.EqualTo([path]));
    }

    [Test]
    public async Task Request_ForTheTenants_ReachesAdminQueryAmongTheSecretsOfKeyIssuance()
    {
        await using var adminQuery = await BackendServer.StartAsync("admin-query");
        await using var gateway = await GatewayServer.StartAsync([_identity, _keyIssuance, adminQuery]);
        using var user = gateway.SignedIn();

        foreach (var path in (string[])["tenants?search=a&page=2", "tenants/rebuild", "tenant/1", "tenant/1/ssh"])
        {
            await Eventually.Async(
                async () => await user.GetStringAsync("/api/v1/admin/secrets/" + path) == """{"server":"admin-query"}""", what: "A gateway that knows the sessions");
        }

        Assert.That(_keyIssuance.Received, Is.Empty);
        foreach (var path in (string[])["tenant/1/ssh", "tenant/1/ssh/tenant/rotate"])
        {
            using var changed = await user.PostAsync("/api/v1/admin/secrets/" + path, new StringContent("{}", MediaTypeHeaderValue.Parse("application/json")));
            Assert.That(await changed.Content.ReadAsStringAsync(), Is.EqualTo("""{"server":"key-issuance"}"""), path);
        }
    }

    [Test]
    public async Task Request_ForTheRecordsOfOneSecret_ReachesAuditAmongTheSecretsOfKeyIssuance()
    {
        await using var audit = await BackendServer.StartAsync("audit");
        await using var gateway = await GatewayServer.StartAsync([_identity, _keyIssuance, audit]);
        using var user = gateway.SignedIn();

        await Eventually.Async(
            async () => await user.GetStringAsync("/api/v1/admin/secrets/tenant/1/ssh/tenant/audit") == """{"server":"audit"}""",
            what: "A gateway that knows the sessions");

        Assert.That(_keyIssuance.Received, Is.Empty);
    }

    [TestCase("/api/v1/admin/vault/audit-logs")]
    [TestCase("/api/v1/admin/alerts")]
    [TestCase("/api/v1/admin/secrets/tenants")]
    [TestCase("/nothing/here")]
    [TestCase("/")]
    [TestCase("/internal/revoked-sessions?after=0")]
    [TestCase("/openapi/v2.json")]
    public async Task Request_ToNoService_IsNotFound(string path)
    {
        using var withToken = await _user.GetAsync(path);
        using var without = await _nobody.GetAsync(path);

        await withToken.ShouldBeProblemAsync(404, "not_found");
        await without.ShouldBeProblemAsync(404, "not_found");
        Assert.That(Everything(), Is.Empty);
    }

    [TestCase("/api/v1/auth/../../../internal/revoked-sessions?after=0")]
    [TestCase("/api/v1/auth/%2e%2e/%2e%2e/%2e%2e/internal/revoked-sessions?after=0")]
    [TestCase("/api/v1/auth/..%2f..%2f..%2finternal/revoked-sessions?after=0")]
    [TestCase("/api/v1/auth/..%5c..%5cinternal")]
    [TestCase("/api/v1/auth/..\\..\\..\\internal/revoked-sessions?after=0")]
    [TestCase("//internal/revoked-sessions?after=0")]
    [TestCase("http://other.example/internal/revoked-sessions?after=0")]
    public async Task Request_ThatClimbsOutOfTheApi_IsNotFound(string target)
    {
        var answer = await RawRequest.SendAsync(_gateway.Address, target, headers: $"Authorization: Bearer {_gateway.Token()}\r\n");

        // A target or host that Kestrel itself refuses is 400.
        Assert.That(answer, Does.StartWith("HTTP/1.1 404").Or.StartWith("HTTP/1.1 400"));
        Assert.That(Everything(), Is.Empty);
    }

    [TestCase("TRACE")]
    [TestCase("OPTIONS")]
    [TestCase("HEAD")]
    [TestCase("PROPFIND")]
    [TestCase("get")]
    public async Task Request_WithAMethodTheApiLacks_IsRefused(string method)
    {
        var answer = await RawRequest.SendAsync(
            _gateway.Address, "/api/v1/auth/me", method, $"Authorization: Bearer {_gateway.Token()}\r\n");

        Assert.That(answer, Does.StartWith("HTTP/1.1 405").And.Contain("Allow: GET, POST"));
        Assert.That(Everything(), Is.Empty);
    }

    [Test]
    public async Task Connect_ToAnywhere_IsRefused()
    {
        var answer = await RawRequest.SendAsync(_gateway.Address, "example.com:443", "CONNECT");

        Assert.That(answer, Does.StartWith("HTTP/1.1 405").Or.StartWith("HTTP/1.1 400"));
    }

    [Test]
    public async Task SignInAndRefresh_WithoutAToken_ReachIdentity()
    {
        foreach (var path in (string[])["/api/v1/auth/sign-in", "/api/v1/auth/refresh", "/api/v1/auth/sessions/end", "/api/v1/auth/token"])
        {
            using var answer = await _nobody.PostAsync(path, new StringContent("{}", MediaTypeHeaderValue.Parse("application/json")));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
        }

        Assert.That(_identity.Received.Select(request => request.Body), Is.EqualTo(["{}", "{}", "{}", "{}"]));
    }

    [TestCase("/api/v1/auth/me")]
    [TestCase("/api/v1/auth/sign-in/x")]
    [TestCase("/api/v1/tenant/infrastructure/ssh-credentials")]
    public async Task Request_WithoutAToken_IsUnauthenticated(string path)
    {
        using var answer = await _nobody.GetAsync(path);

        await answer.ShouldBeProblemAsync(401, "unauthenticated");
        Assert.That(answer.Headers.WwwAuthenticate.Single().Scheme, Is.EqualTo("Bearer"));
        Assert.That(Everything(), Is.Empty);
    }

    [Test]
    public async Task Request_WithABadToken_IsUnauthenticated()
    {
        using var stranger = new TestSigningKey();
        var token = _gateway.Token();
        var altered = token[..20] + (token[20] == 'A' ? 'B' : 'A') + token[21..];
        foreach (var bad in (string[])[token[..^1], altered, token + "x", new TestTokens(Roles.Admin).Access(stranger), "", "x", _gateway.Token(lifetime: TimeSpan.FromSeconds(-6))])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/auth/me");
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + bad);
            using var answer = await _nobody.SendAsync(request);
            await answer.ShouldBeProblemAsync(401, "unauthenticated");
        }

        Assert.That(Everything(), Is.Empty);
    }

    [Test]
    public async Task Request_OfASignedOutSession_IsUnauthenticatedWithinSeconds()
    {
        var session = Guid.CreateVersion7();
        using var client = _gateway.SignedIn(sessionId: session);
        Assert.That((await client.GetAsync("/api/v1/auth/me")).StatusCode, Is.EqualTo(HttpStatusCode.OK));

        _identity.Revoked.Enqueue(new RevokedSession(1, session, TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(5)));

        await Eventually.Async(
            async () => (await client.GetAsync("/api/v1/auth/me")).StatusCode == HttpStatusCode.Unauthorized, what: "The refusal of the session");
        using var other = await _user.GetAsync("/api/v1/auth/me");
        Assert.That(other.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Token_WhileSignedOutSessionsAreUnknown_IsNotJudged()
    {
        var away = await BackendServer.StartAsync("identity");
        await away.StopAsync();
        await using var gateway = await GatewayServer.StartAsync([away]);
        using var client = gateway.SignedIn();

        using var answer = await client.GetAsync("/api/v1/auth/me");

        await answer.ShouldBeProblemAsync(503, "dependency_unavailable");
        Assert.That(answer.Headers.RetryAfter, Is.Not.Null);
    }

    private IReadOnlyList<ReceivedRequest> Everything() => [.. _identity.Received, .. _keyIssuance.Received, .. _rotation.Received];
}
