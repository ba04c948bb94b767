using System.Net;
using System.Text.Json;
using PenguinMails.Identity.Credentials;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.Identity.Tests.People;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Identity.Tests.Invitations;

[Category("Component")]
internal sealed class InvitationTests : IdentityFixture
{
    private SteppedUp _admin = null!;

    [SetUp]
    public async Task SignInAsync() => _admin = await SteppedUp.NewAsync(Server, Roles.Admin);

    [Test]
    public async Task Link_Opened_ShowsOneSecretAsTextLinkAndQrCode()
    {
        var (invited, email) = await InviteAsync();

        using var first = await invited.OpenAsync();
        using var second = await invited.OpenAsync();

        var text = await first.Content.ReadAsStringAsync();
        Assert.That(await second.Content.ReadAsStringAsync(), Is.EqualTo(text));
        Assert.That(first.Headers.CacheControl?.NoStore, Is.True);
        var body = JsonDocument.Parse(text).RootElement;
        var secret = body.GetProperty("totpSecret").GetString()!;
        Assert.That(Base32.Decode(secret), Has.Length.EqualTo(20));
        Assert.That(body.GetProperty("email").GetString(), Is.EqualTo(email));
        Assert.That(body.GetProperty("role").GetString(), Is.EqualTo("developer"));
        Assert.That(body.GetProperty("totpUri").GetString(), Is.EqualTo(
            $"otpauth://totp/PenguinMails%20Secrets:{Uri.EscapeDataString(email)}?secret={secret}&issuer=PenguinMails%20Secrets&algorithm=SHA1&digits=6&period=30"));
        Assert.That(body.GetProperty("totpQrCode").GetString(), Does.StartWith("<svg").And.EndsWith("</svg>"));
    }

    [Test]
    public async Task Link_Accepted_WorksNoSecondTime()
    {
        var (invited, _) = await InviteAsync();
        var user = await invited.AcceptAsync();
        Server.Time.NextStep();

        using var opened = await invited.OpenAsync();
        using var accepted = await invited.AcceptAsync(user.CodeAt(Server.Time.CurrentStep), "another long passphrase");

        await opened.ShouldBeProblemAsync(410, "invitation_expired");
        await accepted.ShouldBeProblemAsync(410, "invitation_expired");
        await Server.SignInAsync(user);
    }

    [Test]
    public async Task Link_AcceptedManyTimesAtOnce_WorksOnce()
    {
        var (invited, _) = await InviteAsync();
        var code = await CodeOfAsync(invited);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => invited.AcceptAsync(code, $"a long enough passphrase {number}")));

        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.NoContent), Is.EqualTo(1));
        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.Gone), Is.EqualTo(7));
    }

    [Test]
    public async Task Link_AfterItsTime_IsExpiredAndAResetGivesAnother()
    {
        var (invited, _) = await InviteAsync();
        var code = await CodeOfAsync(invited);
        Server.Time.Advance(TimeSpan.FromHours(72.1));

        await (await invited.OpenAsync()).ShouldBeProblemAsync(410, "invitation_expired");
        await (await invited.AcceptAsync(code)).ShouldBeProblemAsync(410, "invitation_expired");

        var admin = await SteppedUp.OfAsync(Server, _admin.User);
        using var reset = await admin.PostAsync($"/api/v1/admin/users/{invited.UserId}/reset");
        await (await InvitedPerson.OfAsync(Server, reset)).AcceptAsync();
    }

    [Test]
    public async Task Link_OfSomebodyDisabledMeanwhile_WorksNoMore()
    {
        var (invited, _) = await InviteAsync();
        var code = await CodeOfAsync(invited);
        using var disabled = await _admin.PostAsync($"/api/v1/admin/users/{invited.UserId}/disable");
        using var enabled = await _admin.PostAsync($"/api/v1/admin/users/{invited.UserId}/enable");

        await (await invited.AcceptAsync(code)).ShouldBeProblemAsync(410, "invitation_expired");
    }

    [Test]
    public async Task Acceptance_WithAWrongCode_ChangesNothingAndIsOnRecord()
    {
        var (invited, email) = await InviteAsync();
        await CodeOfAsync(invited);

        using var wrong = await invited.AcceptAsync("000000");
        using var unopened = await (await InviteAsync()).Invited.AcceptAsync("000000");

        await wrong.ShouldBeProblemAsync(401, "invalid_credentials");
        await unopened.ShouldBeProblemAsync(401, "invalid_credentials");
        Assert.That(await Server.AuditOfAsync(email), Is.EqualTo(["user.accept failed"]));
        await invited.AcceptAsync();
    }

    [TestCase("short")]
    [TestCase("password1234")]
    public async Task Acceptance_WithAWeakPassword_IsRefused(string password)
    {
        var (invited, _) = await InviteAsync();

        using var answer = await invited.AcceptAsync(await CodeOfAsync(invited), password);

        Assert.That((await answer.ShouldBeProblemAsync(400, "validation_failed")).GetProperty("errors").TryGetProperty("password", out _));
    }

    [TestCase("x")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Token_OfNobody_IsExpired(string token)
    {
        using var answer = await Server.Client.GetAsync($"/api/v1/auth/invitations/{token}");

        await answer.ShouldBeProblemAsync(410, "invitation_expired");
    }

    [Test]
    public async Task Token_AndSecret_AreStoredNowhere()
    {
        var (invited, _) = await InviteAsync();
        var user = await invited.AcceptAsync();

        var canary = new LogCanary().Watch("token", invited.Token).Watch("password", user.Password).Watch("secret", Base32.Encode(user.Secret));

        Assert.That(await canary.FindInDatabaseAsync((await Platform.SharedAsync()).Database), Is.Empty);
    }

    private async Task<(InvitedPerson Invited, string Email)> InviteAsync()
    {
        var email = $"new+{Guid.CreateVersion7():N}@penguin.example";
        using var answer = await _admin.PostAsync("/api/v1/admin/users", new { email, role = "developer" });
        return (await InvitedPerson.OfAsync(Server, answer), email);
    }

    private async Task<string> CodeOfAsync(InvitedPerson invited)
    {
        using var opened = await invited.OpenAsync();
        var secret = Base32.Decode(JsonDocument.Parse(await opened.Content.ReadAsStringAsync()).RootElement.GetProperty("totpSecret").GetString()!);
        return Totp.Code(secret, Server.Time.CurrentStep);
    }
}
