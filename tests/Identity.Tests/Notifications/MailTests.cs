using PenguinMails.Contracts.Messages;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using SmtpServer.Protocol;

namespace PenguinMails.Identity.Tests.Notifications;

/// <summary>A tenant's people are told by mail, over a real SMTP server.</summary>
[Category("Component")]
internal sealed class MailTests : NotificationFixture
{
    [Test]
    public async Task Rotated_ByDefault_TellsOwnersAndNobodyElse()
    {
        var owner = await Server.NewUserAsync();
        var admin = await Server.NewUserAsync(Roles.TenantAdmin, owner.TenantId);
        var stranger = await Server.NewUserAsync();
        var operators = await Server.NewUserAsync(Roles.Operator);
        var graceEndsAt = Server.Time.GetUtcNow().AddDays(1);

        await NotifyAsync(owner.TenantId!.Value, TenantEvents.Rotated, graceEndsAt, Guid.CreateVersion7());
        await NotifyAsync(stranger.TenantId!.Value, TenantEvents.Revoked);

        await Eventually.Async(() => Mail.To(owner.Email).Count == 1 && Mail.To(stranger.Email).Count == 1, what: "both owners' mails");
        var mail = Mail.To(owner.Email)[0];
        Assert.That(mail.Subject, Is.EqualTo($"The SSH key of your server was rotated. The previous one works until {graceEndsAt:yyyy-MM-dd HH:mm:ss} UTC."));
        Assert.That(mail.TextBody, Does.Contain("(SHA256:Zm9vYmFy)").And.Contain("downloaded once").And.Contain("Sign in at http://127.0.0.1:8080/ "));
        Assert.That(mail.TextBody.Split("://"), Has.Length.EqualTo(2), "one address, which holds nothing secret");
        Assert.That((mail.HtmlBody, mail.Attachments.Count()), Is.EqualTo(((string?)null, 0)));
        Assert.That(mail.Headers["Auto-Submitted"], Is.EqualTo("auto-generated"));
        Assert.That(Mail.To(stranger.Email)[0].Subject, Does.Contain("revoked"));
        Assert.That(Mail.To(admin.Email).Concat(Mail.To(operators.Email)), Is.Empty);
    }

    [Test]
    public async Task Choice_OfEvents_DecidesWhatComes()
    {
        var owner = await Server.NewUserAsync();
        var admin = await Server.NewUserAsync(Roles.TenantAdmin, owner.TenantId);
        var (ownerSession, adminSession) = (await Server.SignInAsync(owner), await Server.SignInAsync(admin));
        await ChooseAsync(ownerSession, "issued");
        await ChooseAsync(adminSession, "revoked", "issued");
        await ToldOfTheChangeAsync(owner, admin); // or the next notice may join that mail

        await NotifyAsync(owner.TenantId!.Value, TenantEvents.Revoked);
        await Eventually.Async(() => Mail.To(admin.Email).Count == 2, what: "the admin's mail");
        await NotifyAsync(owner.TenantId!.Value, TenantEvents.Issued);
        await Eventually.Async(() => Mail.To(admin.Email).Count == 3 && Mail.To(owner.Email).Count == 2, what: "the mails of both");

        Assert.That(Mail.To(owner.Email)[1].Subject, Does.Contain("issued"));
        await ListedAsync(ownerSession, "delivered", 2);
        Assert.That(
            (await ListedAsync(adminSession, "delivered", 3)).Select(item => (item.GetProperty("event").GetString(), item.GetProperty("channel").GetString())),
            Is.EquivalentTo([("issued", "mail"), ("revoked", "mail"), ("preferences_changed", "mail")]));
    }

    [Test]
    public async Task Choice_ThatSilencesEverything_IsToldToThePersonAllTheSame_Once()
    {
        var owner = await Server.NewUserAsync();
        var another = await Server.NewUserAsync(Roles.TenantOwner, owner.TenantId);
        var session = await Server.SignInAsync(owner);

        await ChooseAsync(session);
        await ToldOfTheChangeAsync(owner);
        await ChooseAsync(session);
        await ChooseAsync(session, "issued");

        await Eventually.Async(() => Mail.To(owner.Email).Count == 2, what: "the mail about the second change");
        Assert.That(Mail.To(owner.Email).Select(mail => mail.Subject), Is.All.EqualTo("What you hear of by mail was changed, in your name."));
        Assert.That(Mail.To(owner.Email)[0].TextBody, Does.Contain("somebody uses your session"));
        Assert.That(await ScalarAsync<int>("select count(*)::int from notice where tenant_id = @tenant", new { tenant = owner.TenantId }), Is.EqualTo(2), "a choice that changes nothing is no news");
        Assert.That(Mail.To(another.Email), Is.Empty);
    }

    private Task ToldOfTheChangeAsync(params TestUser[] users) => Eventually.Async(
        () => users.All(user => Mail.To(user.Email).Any(mail => mail.Subject == "What you hear of by mail was changed, in your name.")), what: "the mails about the change");

    [Test]
    public async Task Server_ThatRefusesForNow_GetsTheSameMailAgain()
    {
        var owner = await Server.NewUserAsync();
        Mail.OnMail = to => to == owner.Email && Mail.OfferedTo(to).Count < 3 ? new SmtpResponse((SmtpReplyCode)451, "later") : null;

        await NotifyAsync(owner.TenantId!.Value, TenantEvents.Issued);

        await Eventually.Async(() => Mail.To(owner.Email).Count == 1, what: "the mail");
        Assert.That(Mail.OfferedTo(owner.Email), Has.Count.EqualTo(3));
        Assert.That(Mail.OfferedTo(owner.Email).Distinct(), Is.EqualTo([Mail.To(owner.Email)[0].MessageId]), "one id, however often it is sent");
        var told = (await ListedAsync(await Server.SignInAsync(owner), "delivered", 1))[0];
        Assert.That(told.GetProperty("attempts").GetInt32(), Is.EqualTo(3));
    }

    [Test]
    public async Task Server_ThatRefusesForGood_IsAnAlertAndOnRecord()
    {
        var owner = await Server.NewUserAsync();
        var before = Mail.OnMail;
        Mail.OnMail = to => to == owner.Email ? new SmtpResponse(SmtpReplyCode.MailboxUnavailable, $"no such user {to}") : before(to);

        await NotifyAsync(owner.TenantId!.Value, TenantEvents.Revoked);

        var failed = (await ListedAsync(await Server.SignInAsync(owner), "failed", 1))[0];
        Assert.That(
            (failed.GetProperty("attempts").GetInt32(), failed.GetProperty("error").GetString()), Is.EqualTo((1, "The mail server answered 550.")));
        var alerts = (await Server.OutboxAsync<AlertRaised>()).Where(alert => alert.TenantId == owner.TenantId).ToList();
        Assert.That(alerts.Select(alert => alert.Kind), Is.EqualTo(["notification.failed"]));
        Assert.That(alerts[0].Summary + alerts[0].NextStep + alerts[0].DeduplicationKey, Does.Not.Contain(owner.Email));
        var records = (await Server.OutboxAsync<AuditRecorded>()).Where(record => record.TenantId == owner.TenantId && record.Action == "notification.deliver");
        Assert.That(records.Select(record => record.Outcome), Is.EqualTo(["failed"]));
    }

    [Test]
    public async Task Server_ThatRefusesThePlatformsSender_GetsTheMailAgainOnceThatIsMended()
    {
        var owner = await Server.NewUserAsync();
        Mail.OnSender = host => host != "penguinmails.example";
        await NotifyAsync(owner.TenantId!.Value, TenantEvents.Issued);
        await Eventually.Async(
            async () => await ScalarAsync<int>("select coalesce(max(attempts), 0) from message where user_id = @UserId", new { owner.UserId }) >= 2, what: "another attempt");

        Mail.OnSender = _ => true;

        await Eventually.Async(() => Mail.To(owner.Email).Count == 1, what: "the mail");
        await ListedAsync(await Server.SignInAsync(owner), "delivered", 1);
        Assert.That((await Server.OutboxAsync<AlertRaised>()).Where(alert => alert.TenantId == owner.TenantId), Is.Empty);
    }

    [Test]
    public async Task Worker_ThatDied_LeavesItsMailToAnotherWithTheSameId()
    {
        var owner = await Server.NewUserAsync();
        Mail.OnMail = to => to == owner.Email && Mail.OfferedTo(to).Count < 2 ? new SmtpResponse((SmtpReplyCode)451, "later") : null;
        await NotifyAsync(owner.TenantId!.Value, TenantEvents.Issued);
        await Eventually.Async(() => Mail.To(owner.Email).Count == 1, what: "the mail");
        await ListedAsync(await Server.SignInAsync(owner), "delivered", 1);

        // As if the worker had been killed between the server's answer and the record of it.
        await ExecuteAsync(
            """
            update message set state = 'pending', finished_at = null, lease_owner = gen_random_uuid(), lease_until = now() - interval '1 second'
            where user_id = @UserId
            """,
            new { owner.UserId });

        await Eventually.Async(() => Mail.To(owner.Email).Count == 2, what: "the mail again");
        Assert.That(Mail.To(owner.Email).Select(mail => mail.MessageId).Distinct().Count(), Is.EqualTo(1), "its receiver sees that it is the same");
    }

    [Test]
    public async Task Person_WhoLostAccessMeanwhile_HearsOfNothing()
    {
        var owner = await Server.NewUserAsync();
        Mail.OnMail = to => to == owner.Email ? new SmtpResponse((SmtpReplyCode)451, "later") : null;
        await NotifyAsync(owner.TenantId!.Value, TenantEvents.Issued);
        await Eventually.Async(() => Mail.OfferedTo(owner.Email).Count > 0, what: "an attempt");

        await ExecuteAsync("update platform_user set status = 'disabled' where user_id = @UserId", new { owner.UserId });

        await Eventually.Async(
            async () => await ScalarAsync<string>("select error from message where user_id = @UserId and state = 'failed'", new { owner.UserId }) == "The receiver has no access any more.",
            what: "the end of the message");
        Assert.That(Mail.To(owner.Email), Is.Empty);
        Assert.That((await Server.OutboxAsync<AlertRaised>()).Where(alert => alert.TenantId == owner.TenantId), Is.Empty, "nothing is to be mended");
    }
}
