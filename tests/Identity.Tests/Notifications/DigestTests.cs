using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;
using SmtpServer.Protocol;

namespace PenguinMails.Identity.Tests.Notifications;

/// <summary>However much happens at once, one person gets one mail in an interval, which says all of it.</summary>
[Category("Component")]
internal sealed class DigestTests : NotificationFixture
{
    private const int Secrets = 60;

    protected override IEnumerable<(string Setting, string Value)> MoreSettings => [("Identity:Notifications:MailInterval", "01:00:00")];

    [Test]
    public async Task Campaign_OverManySecrets_IsTwoMailsToAPerson()
    {
        var owner = await Server.NewUserAsync();
        var tenant = owner.TenantId!.Value;
        await NotifyAsync(tenant, TenantEvents.Issued, name: "first");
        await Eventually.Async(() => Mail.To(owner.Email).Count == 1, what: "the first mail, at once");

        await Task.WhenAll(Enumerable.Range(0, Secrets).Select(number => NotifyAsync(tenant, TenantEvents.Issued, name: $"key-{number}")));
        await NoticeAsync(tenant, TenantEvents.Issued, "told_at is not null", Secrets + 1);
        Assert.That(await ScalarAsync<int>("select count(*)::int from message where user_id = @UserId and state = 'pending'", new { owner.UserId }), Is.EqualTo(1));
        Assert.That(
            await ScalarAsync<bool>("select bool_and(not_before > now() + interval '50 minutes') from message where user_id = @UserId and state = 'pending'", new { owner.UserId }),
            Is.True,
            "not before the interval is over");

        await ExecuteAsync("update message set not_before = now() where user_id = @UserId and state = 'pending'", new { owner.UserId });
        await Eventually.Async(() => Mail.To(owner.Email).Count == 2, what: "the second mail");
        var mail = Mail.To(owner.Email)[1];
        Assert.That(mail.Subject, Is.EqualTo($"{Secrets} notices about your secrets"));
        Assert.That(mail.TextBody, Does.Contain("and 10 more."));
        Assert.That(await ListedAsync(await Server.SignInAsync(owner), "delivered&pageSize=200", Secrets + 1), Has.Count.EqualTo(Secrets + 1), "each on record");
    }

    [Test]
    public async Task Choices_ChangedAgainAndAgain_AreOneNoticeAMail()
    {
        var owner = await Server.NewUserAsync();
        var session = await Server.SignInAsync(owner);
        await ChooseAsync(session, TenantEvents.Issued);
        await Eventually.Async(() => Mail.To(owner.Email).Count == 1, what: "the first mail, at once");

        for (var change = 0; change < 5; change++)
        {
            await ChooseAsync(session, change % 2 == 0 ? TenantEvents.Revoked : TenantEvents.Issued);
        }

        await NoticeAsync(owner.TenantId!.Value, TenantEvents.PreferencesChanged, "told_at is not null", 2);
        Assert.That(await ScalarAsync<int>("select count(*)::int from message where user_id = @UserId and state = 'pending' and attempts = 0", new { owner.UserId }), Is.EqualTo(1));
    }

    [Test]
    public async Task Digest_BegunLongAgo_IsTriedAsLongAsAnyMail()
    {
        var owner = await Server.NewUserAsync();
        await NotifyAsync(owner.TenantId!.Value, TenantEvents.Issued, name: "first");
        await Eventually.Async(() => Mail.To(owner.Email).Count == 1, what: "the first mail, at once");
        await NotifyAsync(owner.TenantId!.Value, TenantEvents.Issued, name: "second");
        await NoticeAsync(owner.TenantId!.Value, TenantEvents.Issued, "told_at is not null", 2);
        Mail.OnMail = to => to == owner.Email && Mail.OfferedTo(to).Count < 3 ? new SmtpResponse((SmtpReplyCode)451, "later") : null;

        await ExecuteAsync(
            "update message set created_at = now() - interval '2 days', not_before = now() where user_id = @UserId and state = 'pending'", new { owner.UserId });

        await Eventually.Async(() => Mail.To(owner.Email).Count == 2, what: "the digest, at its second attempt");
    }

    [Test]
    public async Task Mail_ThatFailsSinceLongAgo_IsGivenUp()
    {
        var owner = await Server.NewUserAsync();
        Mail.OnMail = to => to == owner.Email ? new SmtpResponse((SmtpReplyCode)451, "later") : null;
        await NotifyAsync(owner.TenantId!.Value, TenantEvents.Issued);
        await Eventually.Async(() => Mail.OfferedTo(owner.Email).Count > 0, what: "an attempt");

        await ExecuteAsync("update message set first_attempt_at = now() - interval '2 days' where user_id = @UserId and state = 'pending'", new { owner.UserId });

        var failed = (await ListedAsync(await Server.SignInAsync(owner), "failed", 1))[0];
        Assert.That(failed.GetProperty("error").GetString(), Does.StartWith("Given up after 1.00:00:00"));
    }
}
