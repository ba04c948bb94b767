using System.Net;
using Microsoft.AspNetCore.Http;

namespace PenguinMails.Portal.Tests.Sessions;

[Category("Component")]
internal sealed class RefreshTests
{
    private const string Call = "/portal/api/v1/notifications";

    private ApiServer _api = null!;
    private PortalServer _portal = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _api = await ApiServer.StartAsync();
        _portal = await PortalServer.StartAsync(_api);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _portal.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Test]
    public async Task AccessToken_AboutToExpire_IsRefreshedOnceForAllRequestsOfAllInstances()
    {
        _api.AccessSeconds = 5; // less than the margin
        using var browser = _portal.Open();
        await browser.SignInAsync();
        _api.AccessSeconds = 900;
        await using var second = await PortalServer.StartAsync(_api, _portal.Database);
        using var there = browser.Stolen(second.Address);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => (number % 2 == 0 ? browser : there).GetAsync(Call)));

        Assert.That(answers.Select(answer => answer.StatusCode), Is.All.EqualTo(HttpStatusCode.OK));
        Assert.That(_api.Refreshes, Is.EqualTo(1), "a refresh token works once");
        Assert.That(_api.To("/api/v1/notifications").Select(request => request.Headers["Authorization"]).Distinct(), Is.EqualTo(["Bearer access-2"]));
        Assert.That(_api.To("/api/v1/auth/refresh").Single().Body, Is.EqualTo("""{"refreshToken":"refresh-1"}"""));
    }

    [Test]
    public async Task Refresh_ThatIsRefused_EndsTheSession()
    {
        _api.AccessSeconds = 5;
        using var browser = _portal.Open();
        await browser.SignInAsync();
        _api.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.FromResult(context.Request.Path.Value!.EndsWith("/refresh", StringComparison.Ordinal));
        };

        using var response = await browser.GetAsync(Call);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(browser.Cookie, Is.Null);
        Assert.That(_api.To("/api/v1/notifications"), Is.Empty);
    }

    [Test]
    public async Task Refresh_WhileTheApiIsAway_LosesNothing()
    {
        _api.AccessSeconds = 5;
        using var browser = _portal.Open();
        await browser.SignInAsync();
        await _api.StopAsync();

        using var refused = await browser.GetAsync(Call);
        await _api.StartAgainAsync();

        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(refused.Headers.RetryAfter, Is.Not.Null);
        using var response = await browser.GetAsync(Call);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Session_AfterARestartOfThePortal_GoesOn()
    {
        using var browser = _portal.Open();
        await browser.SignInAsync();
        (await browser.PostAsync("/portal/step-up", new { password = "x", totpCode = "123456" })).Dispose();

        _portal = await _portal.RestartAsync(_api);

        using var there = browser.Stolen(_portal.Address);
        var session = await there.SessionAsync();
        Assert.That((string?)session["user"]!["email"], Is.EqualTo("owner@acme.example"));
        Assert.That(session["steppedUpUntil"], Is.Not.Null);
        Assert.That((string?)session["antiForgery"], Is.EqualTo(browser.AntiForgery));
    }
}
