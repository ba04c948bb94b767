using System.Net;
using PenguinMails.Contracts.Messages;
using PenguinMails.Identity.Tests.Fixtures;

namespace PenguinMails.Identity.Tests.SignIn;

[Category("Component")]
internal sealed class LockoutTests : IdentityFixture
{
    [Test]
    public async Task FiveFailures_OfKnownAndUnknownAddresses_LockTheSame()
    {
        var user = await Server.NewUserAsync();
        Server.Time.NextStep();
        var code = user.CodeAt(Server.Time.CurrentStep);

        var known = await FailAsync(user.Email, 5);
        using var knownLocked = await Server.SignInAsync(user.Email, user.Password, code); // all right, and too late
        var unknown = await FailAsync("un" + user.Email, 5);
        using var unknownLocked = await Server.SignInAsync("un" + user.Email, user.Password, code);

        Assert.That(known.Concat(unknown), Is.All.EqualTo(HttpStatusCode.Unauthorized));
        await knownLocked.ShouldBeProblemAsync(423, "account_locked");
        Assert.That(await unknownLocked.WithoutTraceIdAsync(), Is.EqualTo(await knownLocked.WithoutTraceIdAsync()));
        Assert.That(knownLocked.Headers.RetryAfter?.Delta, Is.InRange(TimeSpan.FromMinutes(14.5), TimeSpan.FromMinutes(15)));
        Assert.That(unknownLocked.Headers.RetryAfter?.Delta, Is.InRange(TimeSpan.FromMinutes(14.5), TimeSpan.FromMinutes(15)));
    }

    [Test]
    public async Task Lock_OnceSet_IsRecordedRaisesOneAlertAndEndsAfterAQuarterOfAnHour()
    {
        var user = await Server.NewUserAsync();
        await FailAsync(user.Email, 5);
        using var refused = await Server.SignInAsync(user.Email, user.Password, "000000");

        Assert.That(await Server.AuditOfAsync(user.Email), Is.EqualTo(
            Enumerable.Repeat("sign_in failed password", 5).Concat(["account.lockout success", "sign_in refused"])));
        var alert = (await Server.OutboxAsync<AlertRaised>()).Single(alert => alert.Summary.Contains(user.Email, StringComparison.Ordinal));
        Assert.That(alert.Kind, Is.EqualTo("identity.account_locked"));
        Assert.That(alert.TenantId, Is.EqualTo(user.TenantId));

        Server.Time.Advance(TimeSpan.FromMinutes(14));
        Server.Time.NextStep();
        using var stillLocked = await Server.SignInAsync(user.Email, user.Password, user.CodeAt(Server.Time.CurrentStep));
        await stillLocked.ShouldBeProblemAsync(423, "account_locked");
        Server.Time.Advance(TimeSpan.FromMinutes(1));
        var signedIn = await Server.SignInAsync(user);
        Assert.That((await signedIn.MeAsync()).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Failures_OfSignInAndStepUp_CountTogetherAndLockBoth()
    {
        var user = await Server.NewUserAsync();
        var signedIn = await Server.SignInAsync(user);

        await FailAsync(user.Email, 3);
        for (var i = 0; i < 2; i++)
        {
            using var failure = await signedIn.StepUpAsync("wrong", "000000");
            await failure.ShouldBeProblemAsync(401, "invalid_credentials");
        }

        using var stepUp = await signedIn.StepUpAsync(user.Password, user.CodeAt(Server.Time.CurrentStep + 1));
        using var signIn = await Server.SignInAsync(user.Email, user.Password, user.CodeAt(Server.Time.CurrentStep + 1));
        using var me = await signedIn.MeAsync();
        await stepUp.ShouldBeProblemAsync(423, "account_locked");
        await signIn.ShouldBeProblemAsync(423, "account_locked");
        Assert.That(stepUp.Headers.RetryAfter, Is.Not.Null);
        Assert.That(me.StatusCode, Is.EqualTo(HttpStatusCode.OK), "who is signed in stays so");
    }

    [Test]
    public async Task Failures_SpreadOverMoreThanFiveMinutes_DoNotLock()
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
    public async Task Guesses_ManyAtOnceOnTwoInstances_GetNoMoreAnswersThanTheLimit()
    {
        await using var second = await IdentityServer.StartAsync(await Platform.SharedAsync(), Server.Time);
        var user = await Server.NewUserAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(index =>
            (index % 2 == 0 ? Server : second).SignInAsync(user.Email, "wrong", "000000")));

        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized), Is.EqualTo(5));
        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.Locked), Is.EqualTo(19));
    }

    private async Task<IReadOnlyList<HttpStatusCode>> FailAsync(string email, int times)
    {
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < times; i++)
        {
            using var answer = await Server.SignInAsync(email, "wrong", "000000");
            answers.Add(answer.StatusCode);
        }

        return answers;
    }
}
