using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PenguinMails.Gateway.Tests.Fixtures;
using PenguinMails.TestKit;

namespace PenguinMails.Gateway.Tests;

/// <summary>Browsers reach the portal on the gateway's port, and it alone gets their cookies.</summary>
[Category("Component")]
internal sealed class PortalRouteTests
{
    private BackendServer _identity = null!;
    private BackendServer _portal = null!;
    private GatewayServer _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _identity = await BackendServer.StartAsync("identity");
        _portal = await BackendServer.StartAsync("portal");
        _gateway = await GatewayServer.StartAsync([_identity, _portal]);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _gateway.DisposeAsync();
        await _portal.DisposeAsync();
        await _identity.DisposeAsync();
    }

    [SetUp]
    public void Forget()
    {
        _portal.Forget();
        _identity.Forget();
        _portal.Answer = null;
    }

    [TestCase("/")]
    [TestCase("/sign-in?next=%2Fdashboard")]
    [TestCase("/invitations/abc")]
    [TestCase("/dashboard/settings/infrastructure/ssh-access")]
    [TestCase("/admin/secrets")]
    [TestCase("/account")]
    [TestCase("/assets/index-12345678.js")]
    [TestCase("/portal/session")]
    public async Task Page_OfSomebodyWithoutAToken_ReachesThePortal(string path)
    {
        using var browser = _gateway.Anonymous();

        using var response = await browser.GetAsync(path);

        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("""{"server":"portal"}"""));
        Assert.That(_portal.Received.Single().Path, Is.EqualTo(path));
    }

    [TestCase("/", 200)]
    [TestCase("/assets/index-12345678.js", 200)]
    [TestCase("/api/v1/auth/me", 405)]
    [TestCase("/nothing", 405)]
    public async Task Head_OfAPage_ReachesThePortalAndOfNothingElse(string path, int status)
    {
        using var browser = _gateway.Anonymous();

        using var response = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        Assert.That((int)response.StatusCode, Is.EqualTo(status));
        Assert.That(_portal.Received.Select(request => request.Method), status == 200 ? Is.EqualTo(["HEAD"]) : Is.Empty);
    }

    /// <summary>During an upgrade of the portal.</summary>
    [Test]
    public async Task File_OfOneBuild_IsFoundWhicheverInstanceIsAskedFirst()
    {
        await using var other = await BackendServer.StartAsync("portal");
        await using var third = await BackendServer.StartAsync("portal");
        await using var gateway = await GatewayServer.StartAsync([_identity, _portal, other, third]);
        using var browser = gateway.Anonymous();
        _portal.Answer = other.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            context.Response.Headers.CacheControl = "no-store";
            return context.Response.WriteAsync("not here");
        };
        third.Answer = context => context.Response.WriteAsync($"file of {context.Request.Path}");

        for (var number = 0; number < 20; number++)
        {
            Assert.That(await browser.GetStringAsync("/assets/index-12345678.js"), Is.EqualTo("file of /assets/index-12345678.js"));
        }

        third.Answer = _portal.Answer;
        using var missing = await browser.GetAsync("/assets/index-12345678.js");
        Assert.That(missing.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await missing.Content.ReadAsStringAsync(), Is.EqualTo("not here"), "what the last one says");
        Assert.That(_portal.Received.Count + other.Received.Count, Is.GreaterThan(2), "they were asked, too");
    }

    [TestCase("/nothing")]
    [TestCase("/portal2")]
    [TestCase("/api/v1/nothing")]
    [TestCase("/internal/revoked-sessions?after=0")]
    [TestCase("/index.html")]
    public async Task Address_ThatIsNoPage_StaysUnknown(string path)
    {
        using var browser = _gateway.Anonymous();

        using var response = await browser.GetAsync(path);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(_portal.Received, Is.Empty);
    }

    [Test]
    public async Task Headers_OfABrowser_ReachThePortalAndNoService()
    {
        using var browser = _gateway.SignedIn();
        foreach (var (name, value) in (IEnumerable<(string, string)>)[
            ("Cookie", "penguinmails=x"), ("X-Anti-Forgery", "t"), ("Sec-Fetch-Site", "cross-site"), ("Accept-Encoding", "gzip"), ("X-Step-Up", "g"),
            ("X-Forwarded-For", "203.0.113.9"), ("X-Internal", "1")])
        {
            browser.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }

        await Eventually.Async(async () => (await browser.GetAsync("/api/v1/auth/me")).IsSuccessStatusCode, what: "A gateway that knows the sessions");
        (await browser.GetAsync("/portal/session")).Dispose();

        var (page, call) = (_portal.Received.Single().Headers, _identity.Received[^1].Headers);
        Assert.That(
            (page["Cookie"], page["X-Anti-Forgery"], page["Sec-Fetch-Site"], page["Accept-Encoding"], page["X-Forwarded-For"]),
            Is.EqualTo(("penguinmails=x", "t", "cross-site", "gzip", "127.0.0.1")));
        Assert.That(page.Keys, Has.None.EqualTo("Authorization").And.None.EqualTo("X-Step-Up").And.None.EqualTo("X-Internal"));
        Assert.That(call.Keys, Has.None.EqualTo("Cookie").And.None.EqualTo("X-Anti-Forgery").And.Some.EqualTo("Authorization"));
    }

    [Test]
    public async Task Policy_OfThePortal_IsKept()
    {
        using var browser = _gateway.Anonymous();
        _portal.Answer = context =>
        {
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'";
            context.Response.Headers.CacheControl = "public, max-age=31536000";
            context.Response.ContentType = "text/html";
            context.Response.Cookies.Append("penguinmails", "x");
            return context.Response.WriteAsync("<html>");
        };

        using var response = await browser.GetAsync("/");

        Assert.That(response.Headers.GetValues("Content-Security-Policy"), Is.EqualTo(["default-src 'none'; script-src 'self'"]));
        Assert.That(response.Headers.CacheControl!.Public, Is.True);
        Assert.That(response.Headers.GetValues("X-Frame-Options"), Is.EqualTo(["DENY"]));
        Assert.That(response.Headers.Contains("Set-Cookie"), Is.True);
    }

    [Test]
    public async Task Policy_OfAPageThatHasNone_AllowsNothing()
    {
        using var browser = _gateway.Anonymous();

        using var response = await browser.GetAsync("/");

        Assert.That(response.Headers.GetValues("Content-Security-Policy").Single(), Does.StartWith("default-src 'none'; frame-ancestors 'none'"));
    }

    [Test]
    public async Task Portal_IsNoPartOfTheApisDocument()
    {
        _portal.OpenApi = new JsonObject { ["paths"] = new JsonObject { ["/api/v1/pages"] = new JsonObject() }, ["components"] = new JsonObject { ["x"] = new JsonObject() } };
        using var client = _gateway.Anonymous();

        var document = await client.GetStringAsync("/openapi/v1.json");

        Assert.That(document, Does.Contain("\"paths\"").And.Not.Contain("/api/v1/pages").And.Not.Contain("\"x\""));
    }

    [Test]
    public async Task Requests_OfAnOffice_HaveALimitOfTheirOwn()
    {
        await using var gateway = await GatewayServer.StartAsync(
            [_identity, _portal], new Dictionary<string, string?> { ["Gateway:RequestsPerMinute"] = "3", ["Gateway:PageRequestsPerMinute"] = "10" });
        using var browser = gateway.Anonymous();

        for (var number = 0; number < 10; number++)
        {
            using var response = await browser.GetAsync("/sign-in");
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), "more than the API takes of one address");
        }
    }
}
