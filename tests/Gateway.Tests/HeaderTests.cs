using System.Net;
using Microsoft.AspNetCore.Http;
using PenguinMails.Gateway.Tests.Fixtures;
using PenguinMails.TestKit;

namespace PenguinMails.Gateway.Tests;

[Category("Component")]
public sealed class HeaderTests
{
    private BackendServer _identity = null!;
    private GatewayServer _gateway = null!;
    private HttpClient _user = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _identity = await BackendServer.StartAsync("identity");
        _gateway = await GatewayServer.StartAsync([_identity]);
        _user = _gateway.SignedIn();
        await Eventually.Async(async () => (await _user.GetAsync("/api/v1/auth/me")).IsSuccessStatusCode);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _user.Dispose();
        await _gateway.DisposeAsync();
        await _identity.DisposeAsync();
    }

    [SetUp]
    public void Forget()
    {
        _identity.Forget();
        _identity.Answer = null;
    }

    [Test]
    public async Task Request_WithInventedAddresses_ArrivesWithTheRealOne()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/auth/me");
        foreach (var header in (string[])["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Original-For",
            "X-Real-IP", "Forwarded", "X-Internal-User", "X-HTTP-Method-Override", "Cookie"])
        {
            request.Headers.TryAddWithoutValidation(header, "203.0.113.9");
        }

        using var answer = await _user.SendAsync(request);

        var headers = _identity.Received.Single().Headers;
        Assert.That(headers["X-Forwarded-For"], Is.EqualTo("127.0.0.1"));
        Assert.That(headers.Where(header => header.Value.Contains("203.0.113.9", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task Request_WithKnownHeadersAndBody_ArrivesWhole()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/step-up");
        request.Headers.Add("X-Step-Up", "a grant");
        request.Headers.Add("Idempotency-Key", "a key");
        request.Headers.Add("Last-Event-ID", "7");
        request.Headers.Add("User-Agent", "penguin/1.0");
        request.Content = new StringContent("""{"täst":"ü"}""", System.Text.Encoding.UTF8, "application/json");

        using var answer = await _user.SendAsync(request);

        var received = _identity.Received.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(received.Headers["X-Step-Up"], Is.EqualTo("a grant"));
            Assert.That(received.Headers["Idempotency-Key"], Is.EqualTo("a key"));
            Assert.That(received.Headers["Last-Event-ID"], Is.EqualTo("7"));
            Assert.That(received.Headers["User-Agent"], Is.EqualTo("penguin/1.0"));
            Assert.That(received.Headers["Authorization"], Is.EqualTo(_user.DefaultRequestHeaders.Authorization!.ToString()));
            Assert.That(received.Headers["Content-Type"], Is.EqualTo("application/json; charset=utf-8"));
            Assert.That(received.Body, Is.EqualTo("""{"täst":"ü"}"""));
        }
    }

    // Each character of the value sent is one byte.
    [TestCase("User-Agent", "peng\u00C3\u00BCin \u00F0\u009F\u0090\u00A7", "pengüin 🐧")]
    [TestCase("User-Agent", "peng\u00FCin", "peng\uFFFDin", Description = "no UTF-8")]
    [TestCase("User-Agent", "a\u00C3", "a\uFFFD", Description = "cut off")]
    [TestCase("User-Agent", "a\u0001b\u007Fc\u001B[31m", "a\uFFFDb\uFFFDc\uFFFD[31m")]
    [TestCase("User-Agent", "a\tb", "a\tb")]
    [TestCase("Accept", "\u00FC", "\uFFFD")]
    [TestCase("Accept-Language", "\u00FC", "\uFFFD")]
    [TestCase("Content-Type", "application/\u00FC", "application/\uFFFD")]
    [TestCase("Idempotency-Key", "schl\u00C3\u00BCssel", "schlüssel")]
    [TestCase("If-Match", "\u00FC", "\uFFFD")]
    [TestCase("If-None-Match", "\u00FC", "\uFFFD")]
    [TestCase("Last-Event-ID", "\u00FC", "\uFFFD")]
    [TestCase("X-Step-Up", "\u00FC", "\uFFFD")]
    public async Task Header_WithAnyBytes_ArrivesAsUtf8(string name, string value, string arrives)
    {
        var answer = await RawRequest.SendAsync(
            _gateway.Address, "/api/v1/auth/step-up", "POST",
            $"Authorization: {_user.DefaultRequestHeaders.Authorization}\r\nContent-Length: 2\r\n{name}: {value}\r\n", "{}");

        Assert.That(answer, Does.StartWith("HTTP/1.1 200 "));
        Assert.That(_identity.Received.Single().Headers[name], Is.EqualTo(arrives));
    }

    [Test]
    public async Task Authorization_WithAnyBytes_IsNoToken()
    {
        var answer = await RawRequest.SendAsync(_gateway.Address, "/api/v1/auth/me", headers: "Authorization: Bearer \u00FC\u0001\r\n");

        Assert.That(answer, Does.StartWith("HTTP/1.1 401 ").And.Contain("application/problem+json"));
    }

    [Test]
    public async Task Trace_OfAClient_EndsAtTheDoorAndABeginsAnewBehindIt()
    {
        const string Foreign = "4bf92f3577b34da6a3ce929d0e0e4736";
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/auth/me");
        request.Headers.Add("traceparent", $"00-{Foreign}-00f067aa0ba902b7-00");
        request.Headers.Add("tracestate", "x=1");
        request.Headers.Add("baggage", "role=admin");

        using var answer = await _user.SendAsync(request);

        var headers = _identity.Received.Single().Headers;
        var traceId = answer.Headers.GetValues("X-Trace-Id").Single();
        Assert.That(traceId, Has.Length.EqualTo(32).And.Not.EqualTo(Foreign));
        Assert.That(headers["traceparent"], Does.Contain(traceId));
        Assert.That(headers.Keys, Has.None.EqualTo("tracestate").IgnoreCase.And.None.EqualTo("baggage").IgnoreCase);
    }

    [Test]
    public async Task Answer_ThatIsAPage_MayBringItsOwnStylesAndNothingElse()
    {
        _identity.Answer = context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers.ContentSecurityPolicy = "default-src *";
            return context.Response.WriteAsync("<!doctype html>");
        };

        using var answer = await _user.GetAsync("/api/v1/auth/me");

        Assert.That(
            answer.Headers.GetValues("Content-Security-Policy"), Is.EqualTo(["default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"]));
    }

    [TestCase("/api/v1/auth/me", 200)]
    [TestCase("/api/v1/auth/refuse", 409)]
    [TestCase("/nothing", 404)]
    [TestCase("/health", 200)]
    public async Task Answer_OfAnyKind_CarriesSecurityHeaders(string path, int status)
    {
        _identity.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.CacheControl = "public";
            context.Response.Headers["X-Trace-Id"] = "the service's";
            return context.Response.WriteAsync("{}");
        };

        using var answer = await _user.GetAsync(path);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(status));
            Assert.That(answer.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(["nosniff"]));
            Assert.That(answer.Headers.GetValues("X-Frame-Options"), Is.EqualTo(["DENY"]));
            Assert.That(answer.Headers.GetValues("Referrer-Policy"), Is.EqualTo(["no-referrer"]));
            Assert.That(answer.Headers.GetValues("Content-Security-Policy"), Is.EqualTo(["default-src 'none'; frame-ancestors 'none'"]));
            Assert.That(answer.Headers.GetValues("X-Trace-Id").Single(), Has.Length.EqualTo(32));
            Assert.That(answer.Headers.Contains("Strict-Transport-Security"), Is.False, "plain http must not promise https");
            Assert.That(answer.Headers.Contains("Server"), Is.False);
            if (path.StartsWith("/api", StringComparison.Ordinal))
            {
                Assert.That(answer.Headers.CacheControl?.ToString(), Is.EqualTo("no-store"));
            }
        }
    }

    [TestCase(17)]
    [TestCase(40)]
    [TestCase(60)]
    public async Task Request_WithHugeHeaders_IsRefused(int kibibytes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/auth/me");
        request.Headers.Add("X-Long", new string('x', kibibytes * 1024));

        using var answer = await _user.SendAsync(request);

        await answer.ShouldBeProblemAsync(431, "headers_too_large");
        Assert.That(_identity.Received, Is.Empty);
    }

    [Test]
    public async Task Request_WithManyHeaders_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/auth/me");
        for (var number = 0; number < 200; number++)
        {
            request.Headers.Add($"X-{number}", "x");
        }

        using var answer = await _user.SendAsync(request);

        await answer.ShouldBeProblemAsync(431, "headers_too_large");
        Assert.That(_identity.Received, Is.Empty);
    }

    [TestCase("/api/v1/auth/", 8)]
    [TestCase("/api/v1/auth/me?x=", 8)]
    [TestCase("/api/v1/auth/me?x=", 60)]
    public async Task Request_WithALongTarget_IsRefused(string start, int kibibytes)
    {
        using var answer = await _user.GetAsync(start + new string('x', kibibytes * 1024));

        await answer.ShouldBeProblemAsync(414, "uri_too_long");
        Assert.That(_identity.Received, Is.Empty);
    }

    [Test]
    public async Task Request_WithTheLongestTarget_Arrives()
    {
        var path = "/api/v1/auth/me?x=";
        path += new string('x', (7 * 1024) - path.Length);

        using var answer = await _user.GetAsync(path);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(_identity.Received.Single().Path, Is.EqualTo(path));
    }
}
