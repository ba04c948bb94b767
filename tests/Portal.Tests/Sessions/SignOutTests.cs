using System.Net;
using Microsoft.AspNetCore.Http;

namespace PenguinMails.Portal.Tests.Sessions;

[Category("Component")]
internal sealed class SignOutTests : PortalFixture
{
    [Test]
    public async Task SignOut_EndsTheSessionEverywhere()
    {
        using var browser = await SignedInAsync();
        using var thief = browser.Stolen();

        using var response = await browser.PostAsync("/portal/sign-out");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(browser.Cookie, Is.Null);
        Assert.That(Api.To("/api/v1/auth/sign-out")[^1].Headers["Authorization"], Does.StartWith("Bearer access-"));
        Assert.That(await thief.IsSignedInAsync(), Is.False, "a cookie that was stolen before");
    }

    [Test]
    public async Task StolenCookie_AfterSignOut_OpensNothing()
    {
        using var browser = await SignedInAsync();
        using var thief = browser.Stolen();
        (await browser.PostAsync("/portal/sign-out")).Dispose();
        var before = Api.Received.Count;

        using var read = await thief.GetAsync("/portal/api/v1/tenant/infrastructure/ssh-credentials");
        using var change = await thief.PostAsync("/portal/api/v1/tenant/infrastructure/ssh-credentials/rotate");

        Assert.That(read.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(change.IsSuccessStatusCode, Is.False);
        Assert.That(Api.Received, Has.Count.EqualTo(before), "nothing reached the API");
    }

    [TestCase("/portal/session")]
    [TestCase("/portal/api/v1/notifications")]
    public async Task Link_OfAnotherSite_WhichComesWithoutTheCookie_SignsNobodyOut(string path)
    {
        using var browser = Portal.Open();

        using var response = await browser.GetAsync(path);

        Assert.That(response.Headers.Contains("Set-Cookie"), Is.False);
    }

    [Test]
    public async Task SignOut_WhileTheApiIsAway_EndsTheSessionHere()
    {
        await using var api = await ApiServer.StartAsync();
        await using var portal = await PortalServer.StartAsync(api);
        using var browser = portal.Open();
        await browser.SignInAsync();
        using var thief = browser.Stolen();
        await api.StopAsync();

        using var response = await browser.PostAsync("/portal/sign-out");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await thief.IsSignedInAsync(), Is.False);
    }

    [Test]
    public async Task Session_ThatTheApiKnowsNoMore_EndsHereToo()
    {
        using var browser = await SignedInAsync();
        using var other = browser.Stolen();
        Api.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.FromResult(true);
        };

        using var response = await browser.GetAsync("/portal/api/v1/notifications");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(browser.Cookie, Is.Null);
        Api.Answer = null;
        Assert.That(await other.IsSignedInAsync(), Is.False);
    }
}
