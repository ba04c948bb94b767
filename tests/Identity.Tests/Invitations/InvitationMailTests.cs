using System.Text.Json;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.Identity.Tests.Notifications;
using PenguinMails.Identity.Tests.People;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using SmtpServer.Protocol;

namespace PenguinMails.Identity.Tests.Invitations;

/// <summary>Who is invited gets the link by mail. It lies nowhere in clear text, and nowhere at all when the mail has ended.</summary>
[Category("Component")]
internal sealed class InvitationMailTests : NotificationFixture
{
    private const string Users = "/api/v1/admin/users";

    [Test]
    public async Task Invitation_IsMailed_AndOpensTheAccountOnce()
    {
        var admin = await SteppedUp.NewAsync(Server, Roles.Admin);
        var email = $"invited-{Guid.CreateVersion7():N}@penguin.example";
        Mail.OnMail = to => to == email && Mail.OfferedTo(to).Count < 2 ? new SmtpResponse((SmtpReplyCode)451, "later") : null;

        using var answer = await admin.PostAsync(Users, new { email, role = "operator" });
        var url = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("invitationUrl").GetString()!;
        var invited = await InvitedPerson.OfAsync(Server, answer);
        await Eventually.Async(() => Mail.To(email).Count == 1, what: "the mail");

        var mail = Mail.To(email)[0];
        Assert.That(mail.Subject, Is.EqualTo("You are invited to PenguinMails Secrets"));
        Assert.That(mail.TextBody, Does.Contain(url + "\n").Or.Contain(url + "\r\n"));
        Assert.That(Mail.OfferedTo(email).Distinct().Count(), Is.EqualTo(1));
        await Eventually.Async(async () => await StateAsync(invited.UserId) == "delivered open", what: "the record of it");
        await invited.AcceptAsync();
        using var again = await invited.OpenAsync();
        await again.ShouldBeProblemAsync(410, "invitation_expired");

        using var reset = await admin.PostAsync($"{Users}/{invited.UserId}/reset");
        Assert.That(reset.IsSuccessStatusCode, Is.True);
        Assert.That(
            await ScalarAsync<bool>(
                """
                select next.not_before >= last.finished_at + interval '1 minute' from message next join message last using (user_id)
                where user_id = @UserId and last.state = 'delivered' and next.number > last.number
                """,
                new { invited.UserId }),
            Is.True,
            "one a minute");
    }

    [Test]
    public async Task Invitation_Waiting_IsCipherTextAndReplacedByAReset()
    {
        var owner = await SteppedUp.NewAsync(Server, Roles.TenantOwner);
        var email = $"invited-{Guid.CreateVersion7():N}@penguin.example";
        Mail.OnMail = to => to == email ? new SmtpResponse((SmtpReplyCode)451, "later") : null;
        using var answer = await owner.PostAsync("/api/v1/tenant/users", new { email, role = "tenant_admin" });
        var invited = await InvitedPerson.OfAsync(Server, answer);
        Assert.That(await StateAsync(invited.UserId), Is.EqualTo("pending sealed"));
        await Eventually.Async(() => Mail.OfferedTo(email).Count > 0, what: "an attempt, of which nobody knows whether it arrived");
        Assert.That(
            await ScalarAsync<bool>("select bool_or(strpos(m::text, @Token) > 0) from message m where user_id = @UserId", new { invited.Token, invited.UserId }), Is.False);

        using var reset = await owner.PostAsync($"/api/v1/tenant/users/{invited.UserId}/reset");
        var second = await InvitedPerson.OfAsync(Server, reset);
        Assert.That(
            await ScalarAsync<string>("select string_agg(state || ' ' || coalesce(error, ''), ', ' order by number) from message where user_id = @UserId and state = 'failed'", new { invited.UserId }),
            Is.EqualTo("failed A newer link took its place."));
        Assert.That(
            await ScalarAsync<bool>(
                "select bool_or(next.not_before >= last.finished_at + interval '1 minute') from message next join message last using (user_id) where user_id = @UserId and last.state = 'failed'",
                new { invited.UserId }),
            Is.True,
            "one a minute, also when one was on its way");
        Mail.OnMail = _ => null;
        await ExecuteAsync("update message set not_before = now() where user_id = @UserId and state = 'pending'", new { invited.UserId });
        // An attempt that was under way may have brought the first, which opens nothing any more.
        await Eventually.Async(() => Mail.To(email).Any(mail => mail.TextBody!.Contains(second.Token, StringComparison.Ordinal)), what: "the second link");
        using var first = await invited.OpenAsync();
        await first.ShouldBeProblemAsync(410, "invitation_expired");
    }

    [Test]
    public async Task Invitation_ThatIsNotOpenAnyMore_IsNotMailed()
    {
        var admin = await SteppedUp.NewAsync(Server, Roles.Admin);
        var email = $"invited-{Guid.CreateVersion7():N}@penguin.example";
        Mail.OnMail = to => to == email ? new SmtpResponse((SmtpReplyCode)451, "later") : null;
        using var answer = await admin.PostAsync(Users, new { email, role = "developer" });
        var invited = await InvitedPerson.OfAsync(Server, answer);
        await Eventually.Async(() => Mail.OfferedTo(email).Count > 0, what: "an attempt");

        using var disabled = await admin.PostAsync($"{Users}/{invited.UserId}/disable");

        await Eventually.Async(async () => await StateAsync(invited.UserId) == "failed open", what: "the end of the message");
        Assert.That(Mail.To(email), Is.Empty);
    }

    private Task<string?> StateAsync(Guid userId) => ScalarAsync<string>(
        "select state || case when sealed is null then ' open' else ' sealed' end from message where user_id = @userId order by number desc limit 1", new { userId });
}
