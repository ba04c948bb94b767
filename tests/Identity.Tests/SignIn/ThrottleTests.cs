using System.Net;
using PenguinMails.Contracts.Messages;
using PenguinMails.Identity.Tests.Fixtures;

namespace PenguinMails.Identity.Tests.SignIn;

[Category("Component")]
internal sealed class ThrottleTests : IdentityFixture
{
    private static int _networks;

    [Test]
    public async Task FiveFailures_OfKnownAndUnknownAddresses_PauseTheSame()
    {
        var user = await Server.NewUserAsync();
        Server.Time.NextStep();
        var code = user.CodeAt(Server.Time.CurrentStep);

        var known = await FailAsync(user.Email, 5);
        using var knownPaused = await Server.SignInAsync(user.Email, user.Password, code); // all right, and too late
        var unknown = await FailAsync("un" + user.Email, 5);
        using var unknownPaused = await Server.SignInAsync("un" + user.Email, user.Password, code);

        Assert.That(known.Concat(unknown), Is.All.EqualTo(HttpStatusCode.Unauthorized));
        await knownPaused.ShouldBeProblemAsync(423, "account_locked");
        Assert.That(await unknownPaused.WithoutTraceIdAsync(), Is.EqualTo(await knownPaused.WithoutTraceIdAsync()));
        Assert.That(knownPaused.Headers.RetryAfter?.Delta, Is.InRange(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(57)));
        Assert.That(unknownPaused.Headers.RetryAfter?.Delta, Is.InRange(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(57)));
    }

    [Test]
    public async Task Attack_FromManySources_StopsNeitherTheUsersOwnSourceNorTheirSession()
    {
        var user = await Server.NewUserAsync();
        var signedIn = await Server.SignInAsync(user);

        for (var source = 0; source < 10; source++)
        {
            await FailAsync(user.Email, 6, NewSource());
        }

        using var stranger = await Server.SignInAsync(user.Email, "wrong", "000000", NewSource());
        await stranger.ShouldBeProblemAsync(423, "account_locked");
        Server.Time.NextStep();
        using var stepUp = await signedIn.StepUpAsync(user.Password, user.CodeAt(Server.Time.CurrentStep));
        Assert.That(stepUp.StatusCode, Is.EqualTo(HttpStatusCode.OK), "the step-up of the live session");
        var again = await Server.SignInAsync(user);
        Assert.That((await again.MeAsync()).StatusCode, Is.EqualTo(HttpStatusCode.OK), "a sign-in from the source of before");
    }

    [Test]
    public async Task Attack_FromManySources_HoldsUpANewSourceForThreeMinutesAtMost()
    {
        var user = await Server.NewUserAsync();
        for (var guess = 0; guess < 40; guess++)
        {
            await FailAsync(user.Email, 1, NewSource());
            Server.Time.Advance(TimeSpan.FromSeconds(30));
        }

        var source = NewSource();
        using var paused = await Server.SignInAsync(user.Email, user.Password, "000000", source);
        await paused.ShouldBeProblemAsync(423, "account_locked");
        var wait = paused.Headers.RetryAfter!.Delta!.Value;
        Assert.That(wait, Is.InRange(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(3)));

        Server.Time.Advance(wait);
        Server.Time.NextStep();
        using var signIn = await Server.SignInAsync(user.Email, user.Password, user.CodeAt(Server.Time.CurrentStep), source);
        Assert.That(signIn.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task StepUpFailures_OfOneSession_PauseThatSessionOnly()
    {
        var user = await Server.NewUserAsync();
        var (first, second) = (await Server.SignInAsync(user), await Server.SignInAsync(user));
        for (var i = 0; i < 5; i++)
        {
            using var failure = await first.StepUpAsync("wrong", "000000");
            await failure.ShouldBeProblemAsync(401, "invalid_credentials");
        }

        Server.Time.NextStep();
        var step = Server.Time.CurrentStep;
        using var paused = await first.StepUpAsync(user.Password, user.CodeAt(step));
        using var other = await second.StepUpAsync(user.Password, user.CodeAt(step));
        using var signIn = await Server.SignInAsync(user.Email, user.Password, user.CodeAt(step + 1));
        using var me = await first.MeAsync();
        await paused.ShouldBeProblemAsync(423, "account_locked");
        Assert.That(paused.Headers.RetryAfter?.Delta, Is.InRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(57)));
        Assert.That(other.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(signIn.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(me.StatusCode, Is.EqualTo(HttpStatusCode.OK), "who is signed in stays so");
    }

    [Test]
    public async Task Pause_AfterEachFurtherFailure_DoublesUpToAQuarterOfAnHour()
    {
        var email = $"un{(await Server.NewUserAsync()).Email}";
        await FailAsync(email, 4);
        var waits = new List<double>();
        for (var round = 0; round < 7; round++)
        {
            await FailAsync(email, 1);
            using var paused = await Server.SignInAsync(email, "wrong", "000000");
            await paused.ShouldBeProblemAsync(423, "account_locked");
            var wait = paused.Headers.RetryAfter!.Delta!.Value;
            waits.Add(Math.Round(wait.TotalMinutes));
            Server.Time.Advance(wait);
        }

        Assert.That(waits, Is.EqualTo([1, 2, 4, 8, 15, 15, 15]));
    }

    [Test]
    public async Task Source_WithFailuresOfManyAddresses_IsPausedExceptForItsOwnPeople()
    {
        var (user, other) = (await Server.NewUserAsync(), await Server.NewUserAsync());
        Server.Time.NextStep();
        using var before = await Server.SignInAsync(user.Email, user.Password, user.CodeAt(Server.Time.CurrentStep), "2001:db8:7:1::1");
        for (var i = 0; i < 20; i++)
        {
            await FailAsync($"{i}-{other.Email}", 1, $"2001:db8:7:1::{i + 2:x}");
        }

        Server.Time.NextStep();
        var step = Server.Time.CurrentStep;
        using var paused = await Server.SignInAsync(other.Email, other.Password, other.CodeAt(step), "2001:db8:7:1::ff");
        using var known = await Server.SignInAsync(user.Email, user.Password, user.CodeAt(step), "2001:db8:7:1::fe");
        using var elsewhere = await Server.SignInAsync(other.Email, other.Password, other.CodeAt(step), "2001:db8:7:2::1");
        await paused.ShouldBeProblemAsync(423, "account_locked");
        Assert.That(known.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(elsewhere.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Pause_OnceBegun_IsRecordedWithItsScopeAndRaisesNoAlertBesideTheDetectors()
    {
        var user = await Server.NewUserAsync();
        await FailAsync(user.Email, 5);
        using var refused = await Server.SignInAsync(user.Email, user.Password, "000000");

        Assert.That(await Server.AuditOfAsync(user.Email), Is.EqualTo(
            Enumerable.Repeat("sign_in failed password", 5).Concat(["account.lockout success", "sign_in refused"])));
        var record = (await Server.OutboxAsync<AuditRecorded>()).Single(record => record.Actor.User == user.Email && record.Action == "account.lockout");
        Assert.That(record.Details!["scope"], Is.EqualTo("account_from_source"));
        Assert.That(
            DateTimeOffset.Parse(record.Details["pausedUntil"]), Is.EqualTo(Server.Time.GetUtcNow() + TimeSpan.FromSeconds(56)).Within(TimeSpan.FromSeconds(20)));
        Assert.That((await Server.OutboxAsync<AlertRaised>()).Where(alert => alert.Summary.Contains(user.Email, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task Failures_SpreadOverMoreThanFiveMinutes_DoNotPause()
    {
        var user = await Server.NewUserAsync();

        await FailAsync(user.Email, 4);
        Server.Time.Advance(TimeSpan.FromMinutes(5));
        await FailAsync(user.Email, 4);

        Assert.That((await (await Server.SignInAsync(user)).MeAsync()).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Failures_BeforeASuccess_AreForgotten()
    {
        var user = await Server.NewUserAsync();

        await FailAsync(user.Email, 4);
        await Server.SignInAsync(user);
        await FailAsync(user.Email, 4);

        Assert.That((await (await Server.SignInAsync(user)).MeAsync()).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Pause_AfterARestart_GoesOnAndKnowsTheUsersSource()
    {
        var user = await Server.NewUserAsync();
        await Server.SignInAsync(user);
        var attacker = NewSource();
        await FailAsync(user.Email, 5, attacker);

        await using var restarted = await IdentityServer.StartAsync(await Platform.SharedAsync(), Server.Time);
        using var paused = await restarted.SignInAsync(user.Email, "wrong", "000000", attacker);
        await paused.ShouldBeProblemAsync(423, "account_locked");
        Assert.That((await (await restarted.SignInAsync(user)).MeAsync()).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Guesses_ManyAtOnceOnTwoInstances_GetNoMoreAnswersThanTheLimit([Values] bool fromOneSource)
    {
        await using var second = await IdentityServer.StartAsync(await Platform.SharedAsync(), Server.Time);
        var user = await Server.NewUserAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(index =>
            (index % 2 == 0 ? Server : second).SignInAsync(user.Email, "wrong", "000000", fromOneSource ? null : NewSource())));

        var limit = fromOneSource ? 5 : 20;
        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized), Is.EqualTo(limit));
        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.Locked), Is.EqualTo(32 - limit));
    }

    private async Task<IReadOnlyList<HttpStatusCode>> FailAsync(string email, int times, string? from = null)
    {
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < times; i++)
        {
            using var answer = await Server.SignInAsync(email, "wrong", "000000", from);
            answers.Add(answer.StatusCode);
        }

        return answers;
    }

    private static string NewSource()
    {
        var number = Interlocked.Increment(ref _networks);
        return $"172.16.{number / 250}.{number % 250}";
    }
}
