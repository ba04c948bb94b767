using System.Net;
using Microsoft.AspNetCore.Http;
using Npgsql;
using PenguinMails.Portal.Sessions;
using PenguinMails.TestKit;

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
        Assert.That(_api.To("/api/v1/auth/refresh").Single().Body, Does.StartWith("""{"refreshToken":"refresh-1","repeatKey":""" + "\""));
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
        _api.AccessSeconds = 1;
        using var browser = _portal.Open();
        await browser.SignInAsync();
        _api.AccessSeconds = 900;
        await _api.StopAsync();

        using var refused = await browser.GetAsync(Call);
        await _api.StartAgainAsync();

        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(refused.Headers.RetryAfter, Is.Not.Null);
        await Eventually.Async(async () => (await browser.GetAsync(Call)).IsSuccessStatusCode, what: "A refreshed session");
        Assert.That(_api.To(Call["/portal".Length..])[^1].Headers["Authorization"], Is.EqualTo("Bearer access-2"));
    }

    [Test]
    public async Task Refresh_ThatHangs_HoldsNoConnectionOfTheDatabase()
    {
        await using var portal = await PortalServer.StartAsync(_api, _portal.Database + ";Maximum Pool Size=2;Timeout=5");
        var released = Hold("/refresh");
        var browsers = new List<Browser>();
        _api.AccessSeconds = 1;
        for (var number = 0; number < 6; number++)
        {
            browsers.Add(portal.Open());
            await browsers[^1].SignInAsync();
        }

        _api.AccessSeconds = 900;
        using var other = portal.Open();
        await other.SignInAsync();
        var waiting = browsers.Select(browser => browser.GetAsync(Call)).ToList();
        await Eventually.Async(() => Task.FromResult(_api.To("/api/v1/auth/refresh").Count == 6), what: "Six refreshes that hang");

        using var response = await other.GetAsync(Call);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), "two connections are enough");
        released.SetResult();
        await Task.WhenAll(waiting);
        foreach (var browser in browsers)
        {
            await Eventually.Async(async () => (await browser.GetAsync(Call)).IsSuccessStatusCode, what: "A refreshed session");
            browser.Dispose();
        }
    }

    [Test]
    public async Task Refresh_ThatFails_IsRememberedByAllInstances()
    {
        _api.AccessSeconds = 1;
        using var browser = _portal.Open();
        await browser.SignInAsync();
        await using var second = await PortalServer.StartAsync(_api, _portal.Database);
        using var there = browser.Stolen(second.Address);
        Answer("/refresh", StatusCodes.Status500InternalServerError);

        using var first = await browser.GetAsync(Call);
        await ExecuteAsync("update browser_session set refresh_failed_until = refresh_failed_until + interval '1 hour'");
        using var again = await browser.GetAsync(Call);
        using var elsewhere = await there.GetAsync(Call);

        Assert.That(new[] { first, again, elsewhere }.Select(response => response.StatusCode), Is.All.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(_api.To("/api/v1/auth/refresh"), Has.Count.EqualTo(1));
        Assert.That(browser.Cookie, Is.Not.Null, "the session goes on");
    }

    [Test]
    public async Task Token_NearItsEnd_ServesWhileItCannotBeReplaced()
    {
        _api.AccessSeconds = 59; // within the margin
        using var browser = _portal.Open();
        await browser.SignInAsync();
        Answer("/refresh", StatusCodes.Status503ServiceUnavailable);

        using var response = await browser.GetAsync(Call);

        Assert.That(_api.To("/api/v1/auth/refresh"), Is.Not.Empty);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Tokens_WhoseDatabaseIsAwayWhenTheyCome_AreKeptLater()
    {
        _api.AccessSeconds = 1;
        using var browser = _portal.Open();
        await browser.SignInAsync();
        _api.AccessSeconds = 900;
        _api.Answer = async context =>
        {
            if (context.Request.Path.Value!.EndsWith("/refresh", StringComparison.Ordinal))
            {
                await ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
            }

            return false;
        };

        using var response = await browser.GetAsync(Call);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await browser.IsSignedInAsync(), Is.True);
        Assert.That(_api.Refreshes, Is.EqualTo(1), "the tokens of the first are in use");
    }

    [Test]
    public async Task Refresh_ThatHasBegun_IsFinishedThoughBrowserAndPortalGo()
    {
        _api.AccessSeconds = 1;
        using var browser = _portal.Open();
        await browser.SignInAsync();
        using var other = browser.Stolen();
        _api.AccessSeconds = 900;
        var released = Hold("/refresh");
        var abandoned = browser.GetAsync(Call);
        await Eventually.Async(() => Task.FromResult(_api.To("/api/v1/auth/refresh").Count == 1), what: "A refresh that hangs");

        browser.Dispose();
        Assert.That(async () => await abandoned, Throws.InstanceOf<OperationCanceledException>());
        var stopping = _portal.DisposeAsync().AsTask();
        released.SetResult();
        await stopping;

        _portal = await PortalServer.StartAsync(_api, _portal.Database);
        using var there = other.Stolen(_portal.Address);
        await Eventually.Async(async () => (await there.GetAsync(Call)).IsSuccessStatusCode, what: "A refreshed session");
        Assert.That(_api.Refreshes, Is.EqualTo(1));
    }

    [Test]
    public async Task Grant_GivenWhileTheSessionIsRefreshed_IsKept()
    {
        using var browser = _portal.Open();
        await browser.SignInAsync();
        var secret = PlainTextSessionSecret.TryParse(browser.Cookie)!;
        var (claims, sessions) = (_portal.Part<RefreshClaims>(), _portal.Part<SessionStore>());
        var own = (RefreshTurn.Own)await claims.TakeAsync(secret, _ => false);

        await sessions.ChangeAsync(secret, session => session with { Grant = "given-meanwhile" });
        await claims.KeepAsync(secret, own.Claim, own.Session with { AccessToken = "access-2" });

        var kept = await sessions.FindAsync(secret, CancellationToken.None);
        Assert.That((kept!.AccessToken, kept.Grant), Is.EqualTo(("access-2", "given-meanwhile")));
    }

    [Test]
    public async Task Claim_OfSomebodyElse_KeepsEverybodyAway()
    {
        using var browser = _portal.Open();
        await browser.SignInAsync();
        var secret = PlainTextSessionSecret.TryParse(browser.Cookie)!;
        var claims = _portal.Part<RefreshClaims>();
        var own = (RefreshTurn.Own)await claims.TakeAsync(secret, _ => false);

        Assert.That(await claims.TakeAsync(secret, _ => false), Is.TypeOf<RefreshTurn.Others>());
        Assert.That(await claims.KeepAsync(secret, Guid.CreateVersion7(), own.Session with { AccessToken = "x" }), Is.Null, "a claim that is void changes nothing");
        await claims.FailAsync(secret, own.Claim);
        Assert.That(await claims.TakeAsync(secret, _ => false), Is.TypeOf<RefreshTurn.Failed>());
        Assert.That(await claims.TakeAsync(secret, _ => true), Is.TypeOf<RefreshTurn.Done>());
    }

    [Test]
    public async Task Claim_OfAProcessThatDied_IsTakenOver()
    {
        _api.AccessSeconds = 1;
        using var browser = _portal.Open();
        await browser.SignInAsync();
        _api.AccessSeconds = 900;
        await ExecuteAsync("update browser_session set refresh_claim = gen_random_uuid(), refresh_claimed_until = now() + interval '2 seconds'");

        using var response = await browser.GetAsync(Call);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(_api.Refreshes, Is.EqualTo(1));
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

    /// <summary>Holds answers back until the result is set.</summary>
    private TaskCompletionSource Hold(string path)
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _api.Answer = async context =>
        {
            if (context.Request.Path.Value!.EndsWith(path, StringComparison.Ordinal))
            {
                await released.Task.WaitAsync(context.RequestAborted);
            }

            return false;
        };
        return released;
    }

    private void Answer(string path, int status) => _api.Answer = context =>
    {
        var isIt = context.Request.Path.Value!.EndsWith(path, StringComparison.Ordinal);
        context.Response.StatusCode = isIt ? status : context.Response.StatusCode;
        return Task.FromResult(isIt);
    };

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_portal.Database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
