using System.Net;
using Microsoft.AspNetCore.Http;
using PenguinMails.TestKit;

namespace PenguinMails.Portal.Tests.Forwarding;

[Category("Component")]
internal sealed class ForwardingTests : PortalFixture
{
    private const string Rotate = "/api/v1/tenant/infrastructure/ssh-credentials/rotate";

    [Test]
    public async Task Call_OfAPage_ReachesTheApiWithTheSessionsTokenAndNothingOfTheBrowsersOwn()
    {
        using var browser = await SignedInAsync();

        using var response = await browser.PostAsync(
            "/portal" + Rotate, new { reason = "héllo" }, ("Idempotency-Key", "k-1"), ("Authorization", "Bearer mine"), ("X-Step-Up", "mine"), ("X-Http-Route", "x"));

        var received = Api.To(Rotate)[^1];
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(received.Headers["Authorization"], Does.StartWith("Bearer access-"));
        Assert.That(received.Headers["Idempotency-Key"], Is.EqualTo("k-1"));
        Assert.That(received.Headers["Host"], Is.EqualTo(Api.Address.Authority));
        Assert.That(received.Headers.Keys, Has.None.EqualTo("Cookie").And.None.EqualTo("X-Step-Up").And.None.EqualTo("X-Anti-Forgery").And.None.EqualTo("X-Http-Route"));
        Assert.That(received.Body, Does.Contain("reason"));
    }

    [Test]
    public async Task Call_AfterAStepUp_HasTheGrant()
    {
        using var browser = await SignedInAsync();
        using var stepUp = await browser.PostAsync("/portal/step-up", new { password = "x", totpCode = "123456" });
        Assert.That(stepUp.StatusCode, Is.EqualTo(HttpStatusCode.OK));

        (await browser.PostAsync("/portal" + Rotate)).Dispose();

        Assert.That(Api.To(Rotate)[^1].Headers["X-Step-Up"], Is.EqualTo("grant-of-the-session"));
    }

    [TestCase("/portal/api/v1/tenant/audit-logs?page=2&action=ssh.rotate&user=a%40b%26c", "/api/v1/tenant/audit-logs?page=2&action=ssh.rotate&user=a%40b%26c")]
    [TestCase("/portal/api/v1/admin/alerts/1/acknowledge", "/api/v1/admin/alerts/1/acknowledge")]
    public async Task Address_OfACall_IsHandedOnAsItIs(string path, string expected)
    {
        using var browser = await SignedInAsync();

        (await browser.GetAsync(path)).Dispose();

        Assert.That(Api.Received[^1].Path, Is.EqualTo(expected));
    }

    [TestCase("/portal/api/v1/auth/sign-in")]
    [TestCase("/portal/api/v1/auth/refresh")]
    [TestCase("/portal/api/v1/auth/step-up")]
    [TestCase("/portal/api/v1/auth/token")]
    [TestCase("/portal/API/v1/AUTH/step-up")]
    [TestCase("/portal/api/v1/tenant/%2e%2e/auth/step-up")]
    [TestCase("/portal/api/v1/tenant/..%2fauth/step-up")]
    [TestCase("/portal/api/v1/auth/invitations/x/accept/../../../step-up")]
    [TestCase("/portal/internal/revoked-sessions")]
    [TestCase("/portal/health")]
    [TestCase("/portal/api/v1/services/secrets")]
    public async Task Call_WhoseAnswerHoldsTokensOrThatIsNoPages_ReachesNobody(string path)
    {
        using var browser = await SignedInAsync();
        (await browser.PostAsync("/portal/step-up", new { password = "x", totpCode = "123456" })).Dispose();
        var before = Api.Received.Count;

        using var response = await browser.PostAsync(path, new { password = "x", totpCode = "123456", refreshToken = "x" });

        var answers = Api.Received.Skip(before).Select(request => request.Path.Split('?')[0]);
        Assert.That(answers, Is.All.Match("^/api/v1/tenant/"), "an encoded slash may stay in a name below the tenant's part");
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Not.Contain("access-").And.Not.Contain("grant-of"));
    }

    [TestCase("/stream?actor=a%26b&lastEventId=7", null, "/stream?actor=a%26b", "7")]
    [TestCase("/stream?lastEventId=7", null, "/stream", "7")]
    [TestCase("/stream?lastEventId=7", "9", "/stream", "9", Description = "what the browser says itself is newer")]
    [TestCase("/stream", "9", "/stream", "9")]
    [TestCase("/stream?actor=a", null, "/stream?actor=a", null)]
    public async Task Stream_ThatIsResumed_SaysWhatWasSeenLast(string address, string? header, string expected, string? lastSeen)
    {
        using var browser = await SignedInAsync();
        using var client = new HttpClient { BaseAddress = Portal.Address };
        client.DefaultRequestHeaders.Add("Cookie", $"{Browser.CookieName}={browser.Cookie}");
        if (header is not null)
        {
            client.DefaultRequestHeaders.Add("Last-Event-ID", header);
        }

        (await client.GetAsync("/portal/api/v1/admin/vault/audit-logs" + address)).Dispose();

        var received = Api.Received[^1];
        Assert.That(received.Path, Is.EqualTo("/api/v1/admin/vault/audit-logs" + expected));
        Assert.That(received.Headers.GetValueOrDefault("Last-Event-ID"), Is.EqualTo(lastSeen));
    }

    /// <summary>A stream's place is the service's: it must learn that nobody reads any more.</summary>
    [Test]
    public async Task Stream_WhoseBrowserHasGone_EndsAtTheApi()
    {
        var (begun, ended) = (0, 0);
        Api.Answer = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/stream", StringComparison.Ordinal))
            {
                return false;
            }

            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(": begun\n\n");
            await context.Response.Body.FlushAsync();
            Interlocked.Increment(ref begun);
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Interlocked.Increment(ref ended);
            return true;
        };
        using var browser = await SignedInAsync();

        using (var client = new HttpClient { BaseAddress = Portal.Address })
        {
            client.DefaultRequestHeaders.Add("Cookie", $"{Browser.CookieName}={browser.Cookie}");
            using var response = await client.GetAsync("/portal/api/v1/admin/vault/audit-logs/stream", HttpCompletionOption.ResponseHeadersRead);
            await Eventually.Async(() => Task.FromResult(Volatile.Read(ref begun) == 1), what: "A stream");
        }

        await Eventually.Async(() => Task.FromResult(Volatile.Read(ref ended) == 1), what: "A stream that has ended at the API");
    }

    /// <summary>A stream that only stopped would look as if nothing happened any more.</summary>
    [Test]
    public async Task Stream_WhoseApiDies_BreaksInTheBrowserAndIsOfferedAgain()
    {
        await using var api = await ApiServer.StartAsync();
        await using var portal = await PortalServer.StartAsync(api);
        api.Answer = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/stream", StringComparison.Ordinal))
            {
                return false;
            }

            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("id: 7\nevent: record\ndata: 7\n\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        };
        using var browser = portal.Open();
        await browser.SignInAsync();
        using var client = new HttpClient { BaseAddress = portal.Address };
        client.DefaultRequestHeaders.Add("Cookie", $"{Browser.CookieName}={browser.Cookie}");
        using var response = await client.GetAsync("/portal/api/v1/admin/vault/audit-logs/stream", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.That(await reader.ReadLineAsync(), Is.EqualTo("id: 7"));

        await api.StopAsync();
        var rest = reader.ReadToEndAsync();
        await Eventually.Async(() => Task.FromResult(rest.IsCompleted), what: "A stream that has ended in the browser");
        using var refused = await browser.GetAsync("/portal/api/v1/admin/vault/audit-logs/stream");
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));

        api.Answer = null;
        await api.StartAgainAsync();
        using var resumed = await browser.GetAsync("/portal/api/v1/admin/vault/audit-logs/stream?lastEventId=7");
        Assert.That(resumed.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(api.Received[^1].Headers["Last-Event-ID"], Is.EqualTo("7"));
    }

    [Test]
    public async Task Call_WithoutASession_ReachesNobody()
    {
        using var browser = Portal.Open();
        var before = Api.Received.Count;

        using var response = await browser.GetAsync("/portal/api/v1/notifications");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(Api.Received, Has.Count.EqualTo(before));
    }

    [Test]
    public async Task Invitation_OfSomebodyWithoutASession_ReachesTheApi()
    {
        using var browser = Portal.Open();

        (await browser.GetAsync("/portal/api/v1/auth/invitations/abc")).Dispose();
        (await browser.PostAsync("/portal/api/v1/auth/invitations/abc/accept", new { password = "p", totpCode = "123456" })).Dispose();

        Assert.That(Api.To("/api/v1/auth/invitations/abc")[^1].Headers.Keys, Has.None.EqualTo("Authorization"));
        Assert.That(Api.To("/api/v1/auth/invitations/abc/accept")[^1].Method, Is.EqualTo("POST"));
    }

    [Test]
    public async Task Answer_OfTheApi_SetsNoCookieAndIsNotKept()
    {
        using var browser = await SignedInAsync();
        var cookie = browser.Cookie;
        Api.Answer = async context =>
        {
            context.Response.Cookies.Append(Browser.CookieName, "planted");
            context.Response.Headers.ContentSecurityPolicy = "default-src *";
            context.Response.Headers.CacheControl = "public";
            await context.Response.WriteAsync("x");
            return true;
        };

        using var response = await browser.GetAsync("/portal/api/v1/notifications");

        Assert.That(browser.Cookie, Is.EqualTo(cookie));
        Assert.That(response.Headers.CacheControl!.NoStore, Is.True);
        Assert.That(response.Headers.GetValues("Content-Security-Policy").Single(), Does.StartWith("default-src 'none'"));
    }

    [Test]
    public async Task Call_WhileTheApiIsAway_IsAProblemAndTheSessionGoesOn()
    {
        await using var api = await ApiServer.StartAsync();
        await using var portal = await PortalServer.StartAsync(api);
        using var browser = portal.Open();
        await browser.SignInAsync();
        await api.StopAsync();

        using var response = await browser.GetAsync("/portal/api/v1/notifications");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("dependency_unavailable"));
        Assert.That(await browser.IsSignedInAsync(), Is.True);
    }

    [Test]
    public async Task Change_WhoseApiDiesBeforeItAnswers_IsNotSaidToHaveChangedNothing()
    {
        await using var api = await ApiServer.StartAsync();
        await using var portal = await PortalServer.StartAsync(api);
        using var browser = portal.Open();
        await browser.SignInAsync();
        api.Answer = context =>
        {
            context.Abort();
            return Task.FromResult(true);
        };

        using var lost = await browser.PostAsync("/portal" + Rotate, new { reason = "x" });
        using var read = await browser.GetAsync("/portal/api/v1/notifications");
        await api.StopAsync();
        using var unsent = await browser.PostAsync("/portal" + Rotate, new { reason = "x" });

        Assert.That(await lost.Content.ReadAsStringAsync(), Does.Contain("\"isOutcomeUnknown\":true").And.Contain("dependency_unavailable").And.Not.Contain("Nothing was changed"));
        foreach (var unchanged in (HttpResponseMessage[])[read, unsent])
        {
            Assert.That(unchanged.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(await unchanged.Content.ReadAsStringAsync(), Does.Contain("Nothing was changed").And.Not.Contain("isOutcomeUnknown"));
        }
    }

    [Test]
    public async Task Events_OfAStream_ArriveAsTheyAreSent()
    {
        var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Api.Answer = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/events", StringComparison.Ordinal))
            {
                return false;
            }

            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("event: operation\ndata: 1\n\n");
            await context.Response.Body.FlushAsync();
            await next.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("event: operation\ndata: 2\n\n");
            return true;
        };
        using var browser = await SignedInAsync();
        using var client = new HttpClient { BaseAddress = Portal.Address };
        client.DefaultRequestHeaders.Add("Cookie", $"{Browser.CookieName}={browser.Cookie}");

        using var response = await client.GetAsync(
            "/portal/api/v1/tenant/infrastructure/ssh-credentials/operations/1/events", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/event-stream"));
        Assert.That(await reader.ReadLineAsync(), Is.EqualTo("event: operation"));
        Assert.That(await reader.ReadLineAsync(), Is.EqualTo("data: 1"), "before the second was sent");
        next.SetResult();
        Assert.That(await reader.ReadToEndAsync(), Does.Contain("data: 2"));
    }
}
