using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using PenguinMails.Contracts.Messages;
using PenguinMails.Identity.Sessions;
using PenguinMails.Identity.Tests.Fixtures;

namespace PenguinMails.Identity.Tests.Sessions;

/// <summary>A refresh whose answer was lost is repeated with the key of the request; whoever has the used token alone gets nothing.</summary>
[Category("Component")]
internal sealed class RepeatedRefreshTests : IdentityFixture
{
    private const string Key = "a key of the client, which nobody guesses";

    [Test]
    public async Task Refresh_ThatComesAgainWithItsKey_HasTheSameRefreshTokenAndTheSessionGoesOn()
    {
        var user = await Server.NewUserAsync();
        var signedIn = await Server.SignInAsync(user);
        var first = await TokensAsync(signedIn.Tokens.RefreshToken, Key);

        Server.Time.Advance(SuccessorToken.RepeatWindow - TimeSpan.FromSeconds(5));
        var again = await TokensAsync(signedIn.Tokens.RefreshToken, Key);

        Assert.That(again.RefreshToken, Is.EqualTo(first.RefreshToken));
        Assert.That((await new SignedIn(Server, again).MeAsync()).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var next = await TokensAsync(again.RefreshToken, Key + " 2");
        Assert.That((await new SignedIn(Server, next).MeAsync()).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await Server.AuditOfAsync(user.Email), Is.EqualTo(["sign_in success", "session.refresh success", "session.refresh success", "session.refresh success"]));
    }

    [Test]
    public async Task Refresh_ManyTimesAtOnceWithOneKey_HasOneRefreshToken()
    {
        var signedIn = await Server.SignInAsync(await Server.NewUserAsync());

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => TokensAsync(signedIn.Tokens.RefreshToken, Key)));

        Assert.That(answers.Select(tokens => tokens.RefreshToken).Distinct().ToList(), Has.Count.EqualTo(1));
    }

    [TestCase(null, null, Description = "neither the first request nor the second has a key")]
    [TestCase(Key, null, Description = "a thief has the token alone")]
    [TestCase(null, Key, Description = "the first request was not to be repeated")]
    [TestCase(Key, "another key, as long as the one before", Description = "a thief tries a key")]
    public async Task UsedToken_WithoutTheKeyOfItsRefresh_EndsTheSession(string? first, string? second)
    {
        var signedIn = await Server.SignInAsync(await Server.NewUserAsync());
        var refreshed = new SignedIn(Server, await TokensAsync(signedIn.Tokens.RefreshToken, first));

        using var again = await RefreshAsync(signedIn.Tokens.RefreshToken, second);

        await again.ShouldBeProblemAsync(401, "unauthenticated");
        await (await refreshed.MeAsync()).ShouldBeProblemAsync(401, "unauthenticated");
        Assert.That((await Server.OutboxAsync<AlertRaised>()).Select(alert => alert.Kind), Has.Some.EqualTo("identity.refresh_token_reused"));
    }

    [Test]
    public async Task Refresh_ThatComesAgainTooLate_EndsTheSession()
    {
        var signedIn = await Server.SignInAsync(await Server.NewUserAsync());
        var refreshed = new SignedIn(Server, await TokensAsync(signedIn.Tokens.RefreshToken, Key));

        Server.Time.Advance(SuccessorToken.RepeatWindow + TimeSpan.FromSeconds(5));
        using var again = await RefreshAsync(signedIn.Tokens.RefreshToken, Key);

        await again.ShouldBeProblemAsync(401, "unauthenticated");
        await (await refreshed.MeAsync()).ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Test]
    public async Task Refresh_ThatComesAgainAfterItsAnswerWasUsed_EndsTheSession()
    {
        var signedIn = await Server.SignInAsync(await Server.NewUserAsync());
        var second = await TokensAsync(signedIn.Tokens.RefreshToken, Key);
        var third = new SignedIn(Server, await TokensAsync(second.RefreshToken, Key));

        using var again = await RefreshAsync(signedIn.Tokens.RefreshToken, Key);

        await again.ShouldBeProblemAsync(401, "unauthenticated");
        await (await third.MeAsync()).ShouldBeProblemAsync(401, "unauthenticated");
    }

    [TestCase("")]
    [TestCase("short enough to be guessed")]
    public async Task Key_ThatCouldBeGuessed_IsRefusedAndUsesNothingUp(string key)
    {
        var signedIn = await Server.SignInAsync(await Server.NewUserAsync());

        using var refused = await RefreshAsync(signedIn.Tokens.RefreshToken, key);

        await refused.ShouldBeProblemAsync(400, "validation_failed");
        Assert.That((await TokensAsync(signedIn.Tokens.RefreshToken, Key)).RefreshToken, Is.Not.Empty);
    }

    [TestCase(false)]
    [TestCase(true, Description = "its refresh token was used up meanwhile")]
    public async Task End_ByTheHashOfARefreshToken_EndsThatSessionAndNoOther(bool isUsed)
    {
        var user = await Server.NewUserAsync();
        var (signedIn, other) = (await Server.SignInAsync(user), await Server.SignInAsync(user));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(signedIn.Tokens.RefreshToken)));
        var current = isUsed ? new SignedIn(Server, await TokensAsync(signedIn.Tokens.RefreshToken, Key)) : signedIn;

        using var first = await EndAsync(hash);
        using var again = await EndAsync(hash);

        Assert.That(new[] { first.StatusCode, again.StatusCode }, Is.All.EqualTo(HttpStatusCode.NoContent));
        await (await current.MeAsync()).ShouldBeProblemAsync(401, "unauthenticated");
        await (await current.RefreshAsync()).ShouldBeProblemAsync(401, "unauthenticated");
        Assert.That((await other.MeAsync()).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await Server.AuditOfAsync(user.Email)).Count(record => record == "sign_out success"), Is.EqualTo(1));
    }

    [Test]
    public async Task End_ByTheHashOfNoToken_SaysNothing()
    {
        using var unknown = await EndAsync(new string('a', 64));

        Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
    }

    [TestCase("")]
    [TestCase("abc")]
    [TestCase("zz86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    public async Task End_ByWhatIsNoHash_NamesTheField(string hash)
    {
        using var answer = await EndAsync(hash);

        await answer.ShouldBeProblemAsync(400, "validation_failed");
    }

    private Task<HttpResponseMessage> EndAsync(string hash) => Server.Client.PostAsJsonAsync("/api/v1/auth/sessions/end", new { refreshTokenHash = hash });

    private Task<HttpResponseMessage> RefreshAsync(string refreshToken, string? repeatKey) =>
        Server.Client.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken, repeatKey });

    private async Task<PlainTextTokens> TokensAsync(string refreshToken, string? repeatKey)
    {
        using var answer = await RefreshAsync(refreshToken, repeatKey);
        return await IdentityServer.ReadTokensAsync(answer);
    }
}
