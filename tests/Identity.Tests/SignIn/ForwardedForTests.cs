using System.Net;
using System.Net.Http.Json;
using PenguinMails.Contracts.Messages;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Identity.Tests.SignIn;

/// <summary>Callers that state where they come from.</summary>
[Category("Component")]
internal sealed class ForwardedForTests
{
    // Aspire's variable, with which the framework believes everybody, and takes two steps where one was asked for.
    private const string AspiresSwitch = "ForwardedHeaders_Enabled";
    private const string Trusted = "Access:TrustedProxies:0";

    [TestCase("203.0.113.99", false)]
    [TestCase("203.0.113.99", true)]
    [TestCase("203.0.113.0/24", true)]
    public async Task Address_StatedBySomebodyWhoIsNoConfiguredProxy_IsNeitherRecordedNorCounted(string trusted, bool isSwitchedOn)
    {
        await using var server = await StartAsync(trusted, isSwitchedOn);
        var user = await server.NewUserAsync();
        server.Time.NextStep();
        for (var guess = 0; guess < 5; guess++)
        {
            using var failure = await server.SignInAsync(user.Email, "wrong", "000000", from: $"203.0.113.{guess + 1}");
            Assert.That(failure.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        }

        using var paused = await server.SignInAsync(user.Email, user.Password, user.CodeAt(server.Time.CurrentStep), from: "203.0.113.77");

        await paused.ShouldBeProblemAsync(423, "account_locked");
        Assert.That(await AddressesOfAsync(server, user.Email), Is.All.EqualTo("127.0.0.1"));
    }

    [TestCase("127.0.0.1", "203.0.113.5", ExpectedResult = "203.0.113.5")]
    [TestCase("127.0.0.0/8", "203.0.113.5", ExpectedResult = "203.0.113.5")]
    [TestCase("127.0.0.1", "198.51.100.1, 203.0.113.5", ExpectedResult = "203.0.113.5")]
    [TestCase("127.0.0.1", "no address", ExpectedResult = "127.0.0.1")]
    public async Task<string?> Address_StatedByAConfiguredProxy_IsTheOneItAdded(string trusted, string stated)
    {
        await using var server = await StartAsync(trusted, isSwitchedOn: true);
        var email = $"nobody-{Guid.CreateVersion7():N}@penguin.example";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/sign-in");
        request.Content = JsonContent.Create(new { email, password = "wrong", totpCode = "000000" });
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", stated);

        using var answer = await server.Client.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        return (await AddressesOfAsync(server, email)).Single();
    }

    [Test]
    public async Task RevokedSessions_AskedForThroughAGatewayThatIsNotConfigured_DoNotExist()
    {
        await using var server = await StartAsync("203.0.113.99", isSwitchedOn: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/internal/revoked-sessions?after=0");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");

        using var answer = await server.Client.SendAsync(request);

        await answer.ShouldBeProblemAsync(404, "not_found");
    }

    [TestCase("gateway")]
    [TestCase("0.0.0.0")]
    [TestCase("0.0.0.0/0")]
    [TestCase("::/0")]
    [TestCase("10.0.0.0/7")]
    [TestCase("")]
    public void Setting_ThatNamesNoProxy_IsRefused(string proxy)
    {
        var result = new AccessOptionsValidator().Validate(name: null, new AccessOptions { TrustedProxies = ["127.0.0.1", proxy, "fd00::/32"] });

        Assert.That(result.Failures, Has.Exactly(1).Contains($"Access:TrustedProxies holds '{proxy}'"));
    }

    // A database of each test's own: they fail from the same address, which would pause the others.
    private static async Task<IdentityServer> StartAsync(string trusted, bool isSwitchedOn) => await IdentityServer.StartAsync(
        await Platform.StartAsync(TestVault.SharedAsync()), settings: new Dictionary<string, string?> { [Trusted] = trusted, [AspiresSwitch] = isSwitchedOn ? "true" : "false" });

    private static async Task<List<string?>> AddressesOfAsync(IdentityServer server, string email) =>
        [.. (await server.OutboxAsync<AuditRecorded>()).Where(record => record.Actor.User == email).Select(record => record.Actor.IpAddress)];
}
