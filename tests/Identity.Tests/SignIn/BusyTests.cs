using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PenguinMails.Identity.Credentials;
using PenguinMails.Identity.Tests.Fixtures;

namespace PenguinMails.Identity.Tests.SignIn;

[Category("Component")]
internal sealed class BusyTests
{
    private IdentityServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await IdentityServer.StartAsync(await Platform.SharedAsync(), settings: new Dictionary<string, string?>
    {
        ["Identity:ConcurrentPasswordChecks"] = "2",
        ["Identity:PasswordCheckWait"] = "00:00:00.2",
    });

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task SignIn_WhileStrangersFillEveryPlace_IsTurnedAwayUncountedAndKnownUsersGoOn()
    {
        var user = await _server.NewUserAsync();
        var signedIn = await _server.SignInAsync(user);
        var gate = _server.Services.GetRequiredService<PasswordCheckGate>();
        using (await gate.EnterAsync(isTrusted: false, default))
        using (await gate.EnterAsync(isTrusted: false, default))
        {
            for (var i = 0; i < 6; i++)
            {
                using var stranger = await _server.SignInAsync($"{i}{user.Email}", "wrong", "000000", "192.0.2.77");
                await stranger.ShouldBeProblemAsync(429, "too_many_requests");
                Assert.That(stranger.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(2)));
            }

            _server.Time.NextStep();
            using var stepUp = await signedIn.StepUpAsync(user.Password, user.CodeAt(_server.Time.CurrentStep));
            Assert.That(stepUp.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            await _server.SignInAsync(user);
        }

        using var later = await _server.SignInAsync($"0{user.Email}", "wrong", "000000", "192.0.2.77");
        await later.ShouldBeProblemAsync(401, "invalid_credentials");
    }

    [Test]
    public async Task SignIns_ManyAtOnce_AreCheckedTwoAtATimeAndGiveTheirPlacesBack()
    {
        var email = (await _server.NewUserAsync()).Email;

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(number =>
            _server.SignInAsync($"{number}{email}", "wrong", "000000")));

        Assert.That(answers.Select(answer => answer.StatusCode), Is.All.AnyOf(HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests));
        var gate = _server.Services.GetRequiredService<PasswordCheckGate>();
        using var first = await gate.EnterAsync(isTrusted: false, default);
        using var second = await gate.EnterAsync(isTrusted: false, default);
        Assert.That(first, Is.Not.Null);
        Assert.That(second, Is.Not.Null);
        Assert.That(await gate.EnterAsync(isTrusted: false, default), Is.Null);
    }
}
