using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Npgsql;
using PenguinMails.TestKit;

namespace PenguinMails.Portal.Tests.Sessions;

[Category("Component")]
internal sealed class SignOutTests : PortalFixture
{
    private const string End = "/api/v1/auth/sessions/end";

    [Test]
    public async Task SignOut_EndsTheSessionEverywhere()
    {
        using var browser = await SignedInAsync();
        using var thief = browser.Stolen();

        using var response = await browser.PostAsync("/portal/sign-out");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(browser.Cookie, Is.Null);
        Assert.That(Api.To(End)[^1].Body, Does.StartWith("""{"refreshTokenHash":""" + "\""));
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

    [TestCase(900)]
    [TestCase(1, Description = "the token has run out meanwhile")]
    public async Task SignOut_ThatTheApiCouldNotBeTold_IsToldLater(int seconds)
    {
        await using var api = await ApiServer.StartAsync();
        await using var portal = await PortalServer.StartAsync(api);
        await SignOutInVainAsync(api, portal, seconds);

        await api.StartAgainAsync();

        await ShouldBeToldAsync(api);
    }

    [Test]
    public async Task SignOut_ThatTheApiCouldNotBeTold_IsToldByAnotherProcessOfThePortal()
    {
        await using var api = await ApiServer.StartAsync();
        var portal = await PortalServer.StartAsync(api);
        await SignOutInVainAsync(api, portal, seconds: 900);
        await portal.DisposeAsync();

        await api.StartAgainAsync();
        await using var another = await PortalServer.StartAsync(api, portal.Database);

        await ShouldBeToldAsync(api);
        await Eventually.Async(async () => await CountAsync(another.Database) == 0, what: "A portal that has nothing more to tell");
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

    private static async Task SignOutInVainAsync(ApiServer api, PortalServer portal, int seconds)
    {
        api.AccessSeconds = seconds;
        using var browser = portal.Open();
        await browser.SignInAsync();
        await api.StopAsync();
        (await browser.PostAsync("/portal/sign-out")).Dispose();
        Assert.That(await CountAsync(portal.Database), Is.EqualTo(1), "it is kept until the API knows");
    }

    private static async Task ShouldBeToldAsync(ApiServer api)
    {
        await Eventually.Async(() => Task.FromResult(api.To(End).Count > 0), what: "An API that is told of the sign-out");
        var hash = Convert.ToHexStringLower(SHA256.HashData("refresh-1"u8));
        Assert.That(api.To(End)[0].Body, Is.EqualTo($$"""{"refreshTokenHash":"{{hash}}"}"""));
        Assert.That(api.To(End)[0].Headers.ContainsKey("Authorization"), Is.False);
    }

    private static async Task<long> CountAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var count = source.CreateCommand("select count(*) from ended_session");
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
