using System.Net;
using Microsoft.AspNetCore.Http;

namespace PenguinMails.Portal.Tests.Sessions;

[Category("Component")]
internal sealed class SignInTests : PortalFixture
{
    [Test]
    public async Task SignIn_Cookie_IsOutOfReachOfScriptsAndOtherSites()
    {
        using var browser = Portal.Open();

        using var response = await browser.TrySignInAsync();

        var cookie = response.Headers.GetValues("Set-Cookie").Single();
        Assert.That(cookie, Does.StartWith("penguinmails=").And.Contain("; httponly").And.Contain("; samesite=strict").And.Contain("; path=/"));
        Assert.That(cookie, Does.Not.Contain("expires").And.Not.Contain("max-age").And.Not.Contain("domain"), "it ends with the browser, and is of this host");
    }

    [Test]
    public async Task SignIn_BehindHttps_BindsTheCookieToHostAndScheme()
    {
        await using var portal = await PortalServer.StartAsync(Api, settings: ("Portal:PublicAddress", "https://secrets.example/"));
        using var browser = portal.Open();

        using var response = await browser.TrySignInAsync();

        Assert.That(response.Headers.GetValues("Set-Cookie").Single(), Does.StartWith("__Host-penguinmails=").And.Contain("; secure").And.Contain("; httponly"));
    }

    [Test]
    public async Task Cookie_WithoutThePrefix_IsNoneBehindHttps()
    {
        await using var portal = await PortalServer.StartAsync(Api, settings: ("Portal:PublicAddress", "https://secrets.example/"));
        using var browser = portal.Open();
        using var response = await browser.TrySignInAsync();
        var cookie = response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = portal.Address };

        async Task<string> SessionOfAsync(string sent)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/portal/session");
            request.Headers.Add("Cookie", sent);
            return await (await client.SendAsync(request)).Content.ReadAsStringAsync();
        }

        Assert.That(await SessionOfAsync(cookie), Does.Contain("owner@acme.example"));
        Assert.That(await SessionOfAsync(cookie["__Host-".Length..]), Does.Not.Contain("owner@acme.example"), "another host, or plain http, may have set it");
    }

    [Test]
    public async Task Answers_OfTheWholeSession_HoldNoTokens()
    {
        using var browser = Portal.Open();
        using var signIn = await browser.TrySignInAsync();
        browser.AntiForgery = (string)(await browser.SessionAsync())["antiForgery"]!;
        using var session = await browser.GetAsync("/portal/session");
        using var stepUp = await browser.PostAsync("/portal/step-up", new { password = "penguin-dev-password", totpCode = "123456" });

        foreach (var response in (HttpResponseMessage[])[signIn, session, stepUp])
        {
            var whole = response.Headers + await response.Content.ReadAsStringAsync();
            Assert.That(whole, Does.Not.Contain("access-").And.Not.Contain("refresh-").And.Not.Contain("grant-of"));
            Assert.That(response.Headers.CacheControl!.NoStore, Is.True);
        }

        Assert.That(await session.Content.ReadAsStringAsync(), Does.Contain("owner@acme.example"));
    }

    [Test]
    public async Task SignIn_WithACookieThatSomebodyPlanted_GetsAnotherOne()
    {
        using var attacker = await SignedInAsync();
        using var victim = attacker.Stolen();
        var planted = victim.Cookie;

        await victim.SignInAsync();

        Assert.That(victim.Cookie, Is.Not.EqualTo(planted));
        Assert.That(await victim.IsSignedInAsync(), Is.True);
        Assert.That(await attacker.IsSignedInAsync(), Is.False, "the planted session has ended");
    }

    [Test]
    public async Task SignIn_Again_MakesAnotherSecret()
    {
        using var one = await SignedInAsync();
        using var two = await SignedInAsync();

        Assert.That(one.Cookie, Is.Not.EqualTo(two.Cookie).And.Length.EqualTo(43));
        Assert.That(one.AntiForgery, Is.Not.EqualTo(two.AntiForgery).And.Not.EqualTo(one.Cookie));
    }

    [Test]
    public async Task SignIn_ThatTheApiRefuses_IsRefusedInItsWords()
    {
        Api.Answer = async context =>
        {
            context.Response.StatusCode = StatusCodes.Status423Locked;
            context.Response.Headers.RetryAfter = "56";
            await context.Response.WriteAsJsonAsync(new { code = "account_locked" }, options: null, contentType: "application/problem+json");
            return true;
        };
        using var browser = Portal.Open();

        using var response = await browser.TrySignInAsync();

        Assert.That((int)response.StatusCode, Is.EqualTo(StatusCodes.Status423Locked));
        Assert.That(response.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(56)));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/problem+json"));
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("""{"code":"account_locked"}"""));
        Assert.That(browser.Cookie, Is.Null);
    }

    [Test]
    public async Task SignIn_TellsTheApi_WhichBrowserItIsFor()
    {
        using var browser = Portal.Open();
        using var response = await browser.PostAsync(
            "/portal/sign-in", new { email = "a@b.example", password = "x", totpCode = "123456" }, ("User-Agent", "Some browser"), ("X-Forwarded-For", "203.0.113.9"));

        var received = Api.Received.Last(request => request.Body.Contains("a@b.example", StringComparison.Ordinal));

        Assert.That(received.Headers["User-Agent"], Is.EqualTo("Some browser"));
        Assert.That(received.Headers["X-Forwarded-For"], Is.EqualTo("127.0.0.1"), "what a client claims is worth nothing");
        Assert.That(received.Headers.Keys, Has.None.EqualTo("Cookie"));
    }

    [TestCase("x")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!")]
    public async Task Cookie_ThatThePortalDidNotMake_IsNobodys(string value)
    {
        var cookies = new CookieContainer();
        cookies.Add(Portal.Address, new Cookie(Browser.CookieName, value));
        using var browser = new Browser(Portal.Address, cookies);

        Assert.That(await browser.IsSignedInAsync(), Is.False);
        Assert.That(browser.Cookie, Is.Null, "it is deleted");
    }
}
