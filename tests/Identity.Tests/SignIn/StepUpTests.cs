using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using PenguinMails.Identity.SignIn;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Identity.Tests.SignIn;

[Category("Component")]
internal sealed class StepUpTests : IdentityFixture
{
    [Test]
    public async Task Grant_OfOneSession_IsWorthNothingInAnother()
    {
        var user = await Server.NewUserAsync();
        var signedIn = await Server.SignInAsync(user);
        var otherSession = await Server.SignInAsync(user);
        var other = await Server.SignInAsync(await Server.NewUserAsync());
        Server.Time.NextStep();

        using var answer = await signedIn.StepUpAsync(user.Password, user.CodeAt(Server.Time.CurrentStep));
        var grant = (await answer.Content.ReadFromJsonAsync<PlainTextGrant>())!;

        var grants = Server.Services.GetRequiredService<StepUpGrants>();
        var (session, second, stranger) = (await SessionOf(signedIn), await SessionOf(otherSession), await SessionOf(other));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(grant.ExpiresAt, Is.EqualTo(Server.Time.GetUtcNow() + TimeSpan.FromMinutes(5)).Within(TimeSpan.FromMinutes(1)));
            Assert.That(await grants.IsValidAsync(grant.Grant, user.UserId, session, default), Is.True);
            Assert.That(await grants.IsValidAsync(grant.Grant, user.UserId, second, default), Is.False);
            Assert.That(await grants.IsValidAsync(grant.Grant, stranger, stranger, default), Is.False);
            Assert.That(await grants.IsValidAsync(grant.Grant, stranger, session, default), Is.False);
            Assert.That(await grants.IsValidAsync(grant.Grant[..^4], user.UserId, session, default), Is.False);
            Assert.That(await grants.IsValidAsync(signedIn.Tokens.AccessToken, user.UserId, session, default), Is.False);
            Assert.That(await grants.IsValidAsync("", user.UserId, session, default), Is.False);
            Assert.That(await grants.IsValidAsync("not base64!", user.UserId, session, default), Is.False);
        }

        Server.Time.Advance(StepUpGrants.Lifetime + TokenRules.ClockSkew);
        Assert.That(await grants.IsValidAsync(grant.Grant, user.UserId, session, default), Is.False);
    }

    [Test]
    public async Task StepUp_WithAnotherUsersPasswordAndCode_IsRefused()
    {
        var signedIn = await Server.SignInAsync(await Server.NewUserAsync());
        var other = await Server.NewUserAsync();

        using var answer = await signedIn.StepUpAsync(other.Password, other.CodeAt(Server.Time.CurrentStep));

        await answer.ShouldBeProblemAsync(401, "invalid_credentials");
    }

    [Test]
    public async Task StepUp_WithoutAToken_IsUnauthenticated()
    {
        using var answer = await Server.Client.PostAsJsonAsync("/api/v1/auth/step-up", new { password = "x", totpCode = "000000" });

        await answer.ShouldBeProblemAsync(401, "unauthenticated");
    }

    private async Task<Guid> SessionOf(SignedIn signedIn) => await Server.Database.ReadAsync(
        read => read.ScalarAsync<Guid>(
            "select session_id from refresh_token where token_hash = @hash",
            new { hash = Identity.Sessions.OpaqueToken.Hash(signedIn.Tokens.RefreshToken) }),
        default);
}
