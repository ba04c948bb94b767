using System.Net;
using Microsoft.AspNetCore.Http;
using Npgsql;
using PenguinMails.TestKit;

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

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), "it says that the API does not know yet");
        Assert.That(browser.Cookie, Is.Null);
        Assert.That(await thief.IsSignedInAsync(), Is.False);
    }

    [TestCase(900, "access-1")]
    [TestCase(1, "access-2", Description = "the token has run out meanwhile")]
    public async Task SignOut_ThatTheApiCouldNotBeTold_IsToldLater(int seconds, string token)
    {
        await using var api = await ApiServer.StartAsync();
        await using var portal = await PortalServer.StartAsync(api);
        api.AccessSeconds = seconds;
        using var browser = portal.Open();
        await browser.SignInAsync();
        await api.StopAsync();
        (await browser.PostAsync("/portal/sign-out")).Dispose();

        await api.StartAgainAsync();

        await Eventually.Async(() => Task.FromResult(api.To("/api/v1/auth/sign-out").Count > 0), what: "An API that is told of the sign-out");
        Assert.That(api.To("/api/v1/auth/sign-out").Single().Headers["Authorization"], Is.EqualTo("Bearer " + token));
    }

    [Test]
    public async Task SignOut_WhenThePortalCannotEndTheSession_SaysSoAndWorksLater()
    {
        using var browser = await SignedInAsync();
        await using var source = NpgsqlDataSource.Create(Portal.Database);
        await using (var hide = source.CreateCommand("alter table browser_session rename to hidden"))
        {
            await hide.ExecuteNonQueryAsync();
        }

        using var refused = await browser.PostAsync("/portal/sign-out");
        await using (var show = source.CreateCommand("alter table hidden rename to browser_session"))
        {
            await show.ExecuteNonQueryAsync();
        }

        Assert.That(refused.IsSuccessStatusCode, Is.False);
        Assert.That(browser.Cookie, Is.Not.Null, "so that it can be tried again");
        using var response = await browser.PostAsync("/portal/sign-out");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
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
