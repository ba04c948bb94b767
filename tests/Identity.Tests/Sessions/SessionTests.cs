using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using PenguinMails.Contracts.Messages;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Identity.Tests.Sessions;

[Category("Component")]
internal sealed class SessionTests : IdentityFixture
{
    [Test]
    public async Task AccessToken_AfterItsLifetime_IsRefusedAndRefreshGoesOn()
    {
        var signedIn = await Server.SignInAsync(await Server.NewUserAsync());

        Server.Time.Advance(TimeSpan.FromMinutes(14.9));
        Assert.That((await signedIn.MeAsync()).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Server.Time.Advance(TimeSpan.FromMinutes(0.2));
        await (await signedIn.MeAsync()).ShouldBeProblemAsync(401, "unauthenticated");
        using var refresh = await signedIn.RefreshAsync();
        var refreshed = new SignedIn(Server, await IdentityServer.ReadTokensAsync(refresh));
        Assert.That((await refreshed.MeAsync()).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Session_AfterItsEnd_CannotBeRefreshedAndNoTokenOutlivesIt()
    {
        var signedIn = await Server.SignInAsync(await Server.NewUserAsync());

        Server.Time.Advance(TimeSpan.FromHours(12) - TimeSpan.FromMinutes(5));
        using var last = await signedIn.RefreshAsync();
        var tokens = await IdentityServer.ReadTokensAsync(last);
        Server.Time.Advance(TimeSpan.FromMinutes(5.1));
        using var late = await signedIn.RefreshAsync(tokens.RefreshToken);

        Assert.That(tokens.ExpiresIn, Is.InRange(240, 300));
        await (await new SignedIn(Server, tokens).MeAsync()).ShouldBeProblemAsync(401, "unauthenticated");
        await late.ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Test]
    public async Task RefreshToken_UsedTwice_EndsTheSession()
    {
        var user = await Server.NewUserAsync();
        var signedIn = await Server.SignInAsync(user);
        using var refresh = await signedIn.RefreshAsync();
        var refreshed = new SignedIn(Server, await IdentityServer.ReadTokensAsync(refresh));

        using var again = await signedIn.RefreshAsync();

        await again.ShouldBeProblemAsync(401, "unauthenticated");
        await (await refreshed.MeAsync()).ShouldBeProblemAsync(401, "unauthenticated");
        await (await refreshed.RefreshAsync()).ShouldBeProblemAsync(401, "unauthenticated");
        Assert.That(await Server.AuditOfAsync(user.Email), Is.EqualTo([
            "sign_in success", "session.refresh success", "session.refresh refused refresh_token_reused", "session.refresh refused"]));
        Assert.That((await Server.OutboxAsync<AlertRaised>()).Select(alert => alert.Kind), Has.Some.EqualTo("identity.refresh_token_reused"));
    }

    [Test]
    public async Task RefreshToken_UsedManyTimesAtOnce_WorksAtMostOnce()
    {
        var signedIn = await Server.SignInAsync(await Server.NewUserAsync());

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => signedIn.RefreshAsync()));

        Assert.That(answers.Count(answer => answer.IsSuccessStatusCode), Is.EqualTo(1));
        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized), Is.EqualTo(9));
    }

    [Test]
    public async Task SignOut_OfOneSession_EndsItOnEveryInstanceAndNoOther()
    {
        await using var second = await IdentityServer.StartAsync(await Platform.SharedAsync(), Server.Time);
        var user = await Server.NewUserAsync();
        var signedIn = await Server.SignInAsync(user);
        var other = await Server.SignInAsync(user);
        Assert.That((await signedIn.MeAsync(second)).StatusCode, Is.EqualTo(HttpStatusCode.OK), "tokens are good on every instance");

        using var signOut = await signedIn.SignOutAsync();

        Assert.That(signOut.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        await (await signedIn.MeAsync()).ShouldBeProblemAsync(401, "unauthenticated");
        await (await signedIn.MeAsync(second)).ShouldBeProblemAsync(401, "unauthenticated");
        await (await signedIn.RefreshAsync(at: second)).ShouldBeProblemAsync(401, "unauthenticated");
        await (await signedIn.SignOutAsync()).ShouldBeProblemAsync(401, "unauthenticated");
        Assert.That((await other.MeAsync(second)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task RevokedSessions_SignedOutInParallel_AreAllSeenByAPollerWhoNeverLooksBack()
    {
        var users = new List<SignedIn>();
        for (var i = 0; i < 12; i++)
        {
            users.Add(await Server.SignInAsync(await Server.NewUserAsync()));
        }

        var seen = new HashSet<Guid>();
        var before = await PollAsync(0);
        var after = before.Count == 0 ? 0 : before[^1].Sequence;
        var signOuts = Task.WhenAll(users.Select(user => user.SignOutAsync()));
        while (!signOuts.IsCompleted)
        {
            await PollOnAsync();
        }

        await PollOnAsync();
        Assert.That(seen, Has.Count.EqualTo(12));
        Assert.That(before.Select(session => session.SessionId), Has.None.Matches<Guid>(seen.Contains));

        // Once every token of theirs has expired there is nothing to tell.
        Server.Time.Advance(TimeSpan.FromMinutes(16));
        Assert.That((await PollAsync(0)).Select(session => session.SessionId), Has.None.Matches<Guid>(seen.Contains));

        async Task PollOnAsync()
        {
            foreach (var session in await PollAsync(after))
            {
                seen.Add(session.SessionId);
                after = session.Sequence;
            }
        }
    }

    [Test]
    public async Task RevokedSessions_AskedForThroughTheGateway_DoNotExist()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/internal/revoked-sessions?after=0");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");

        using var answer = await Server.Client.SendAsync(request);

        await answer.ShouldBeProblemAsync(404, "not_found");
    }

    [Test]
    public async Task Token_ThatIsCutAlteredOrForeign_IsRefused()
    {
        await using var stranger = await IdentityServer.StartAsync(await Platform.StartAsync(TestKit.TestVault.StartAsync()), Server.Time);
        var foreign = await stranger.SignInAsync(await stranger.NewUserAsync());
        var mine = await Server.SignInAsync(await Server.NewUserAsync());
        var token = mine.Tokens.AccessToken;
        Assert.That((await foreign.MeAsync()).StatusCode, Is.EqualTo(HttpStatusCode.OK));

        foreach (var bad in (string[])[
            token[..^1], token[..(token.Length / 2)], token + "A", "A" + token, Altered(token, 5), Altered(token, token.Length / 2),
            foreign.Tokens.AccessToken, mine.Tokens.RefreshToken, "", "null", new string('A', 5000)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/auth/me");
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + bad);
            using var answer = await Server.Client.SendAsync(request);
            await answer.ShouldBeProblemAsync(401, "unauthenticated");
        }

        using var basic = new HttpRequestMessage(HttpMethod.Get, "/api/v1/auth/me");
        basic.Headers.Authorization = new AuthenticationHeaderValue("Basic", token);
        await (await Server.Client.SendAsync(basic)).ShouldBeProblemAsync(401, "unauthenticated");
    }

    private static string Altered(string token, int at) => token[..at] + (token[at] == 'A' ? 'B' : 'A') + token[(at + 1)..];

    private async Task<IReadOnlyList<RevokedSession>> PollAsync(long after) =>
        (await Server.Client.GetFromJsonAsync<RevokedSession[]>($"/internal/revoked-sessions?after={after}"))!;
}
