using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;

namespace PenguinMails.Identity.Tests.Notifications;

/// <summary>People are told before a rotation and before the end of a grace period, once, and not of what will not happen.</summary>
[Category("Component")]
internal sealed class ScheduleTests : NotificationFixture
{
    private const string Waits = "told_at is null and withdrawn_at is null";
    private const string Told = "told_at is not null";
    private const string Withdrawn = "withdrawn_at is not null and told_at is null";

    [Test]
    public async Task RotationDue_SomeDaysAhead_IsToldOnce()
    {
        var owner = await Server.NewUserAsync();
        var tenant = owner.TenantId!.Value;
        var dueAt = Server.Time.GetUtcNow().AddDays(40);
        await NotifyAsync(tenant, TenantEvents.RotationDue, dueAt.AddDays(5));
        await NoticeAsync(tenant, TenantEvents.RotationDue, Waits);
        await NotifyAsync(tenant, TenantEvents.RotationDue, dueAt);
        await NoticeAsync(tenant, TenantEvents.RotationDue, Withdrawn);
        Assert.That(Mail.To(owner.Email), Is.Empty);

        Server.Time.Advance(TimeSpan.FromDays(33.1));
        await Eventually.Async(() => Mail.To(owner.Email).Count == 1, what: "the mail");
        Assert.That(Mail.To(owner.Email)[0].Subject, Does.Contain($"is due for rotation at {dueAt:yyyy-MM-dd HH:mm:ss} UTC"));

        // The same date again, a failed rotation that is postponed by hours, and one that comes at once.
        await NotifyAsync(tenant, TenantEvents.RotationDue, dueAt);
        await NoticeAsync(tenant, TenantEvents.RotationDue, Withdrawn, 2);
        await NotifyAsync(tenant, TenantEvents.RotationDue, Server.Time.GetUtcNow().AddHours(5));
        await NoticeAsync(tenant, TenantEvents.RotationDue, Withdrawn, 3);
        await NotifyAsync(tenant, TenantEvents.RotationDue, Server.Time.GetUtcNow());
        await NoticeAsync(tenant, TenantEvents.RotationDue, Withdrawn, 4);
        await NotifyAsync(tenant, TenantEvents.Revoked);
        await Eventually.Async(() => Mail.To(owner.Email).Count == 2, what: "the next mail");
        Assert.That(Mail.To(owner.Email)[1].Subject, Does.Contain("revoked"));
    }

    [Test]
    public async Task Rotated_HeardOfAfterTheRevocation_IsNotTold()
    {
        var owner = await Server.NewUserAsync();
        var tenant = owner.TenantId!.Value;
        var now = Server.Time.GetUtcNow();
        await NotifyAsync(tenant, TenantEvents.Revoked, occurredAt: now);
        await NoticeAsync(tenant, TenantEvents.Revoked, Told);

        await NotifyAsync(tenant, TenantEvents.Rotated, now.AddDays(1), Guid.CreateVersion7(), occurredAt: now.AddSeconds(-1));

        await NoticeAsync(tenant, TenantEvents.Rotated, Withdrawn);
        Assert.That(
            await ScalarAsync<int>("select count(*)::int from notice where tenant_id = @tenant and event = @GraceEnding", new { tenant, TenantEvents.GraceEnding }),
            Is.Zero,
            "the previous version works no more");
        await Eventually.Async(() => Mail.To(owner.Email).Count == 1, what: "the mail of the revocation, and no other");
    }

    [Test]
    public async Task RotationDue_AnOlderDecisionThatIsLate_ChangesNothing()
    {
        var tenant = (await Server.NewUserAsync()).TenantId!.Value;
        var now = Server.Time.GetUtcNow();
        await NotifyAsync(tenant, TenantEvents.RotationDue, now.AddDays(60), occurredAt: now);
        await NoticeAsync(tenant, TenantEvents.RotationDue, Waits);

        await NotifyAsync(tenant, TenantEvents.RotationDue, now.AddDays(50), occurredAt: now.AddMinutes(-1));
        await NotifyAsync(tenant, TenantEvents.RotationDue, at: null, occurredAt: now.AddMinutes(-2));
        await NotifyAsync(tenant, TenantEvents.RotationDue, at: null, occurredAt: now.AddMinutes(1), name: "another");
        await NoticeAsync(tenant, TenantEvents.RotationDue, Withdrawn);

        await NoticeAsync(tenant, TenantEvents.RotationDue, $"{Waits} and secret_name = 'tenant'");
        Assert.That(
            await ScalarAsync<DateTimeOffset>($"select at from notice where tenant_id = @tenant and {Waits}", new { tenant }), Is.EqualTo(now.AddDays(60)).Within(TimeSpan.FromMilliseconds(1)));
    }

    [Test]
    public async Task GracePeriod_BeforeItsEnd_IsToldAndAtItsEnd()
    {
        var owner = await Server.NewUserAsync();
        var tenant = owner.TenantId!.Value;
        var previous = Guid.CreateVersion7();
        await NotifyAsync(tenant, TenantEvents.Rotated, Server.Time.GetUtcNow().AddDays(1), previous);
        await Eventually.Async(() => Mail.To(owner.Email).Count == 1, what: "the rotation's mail");
        await NoticeAsync(tenant, TenantEvents.GraceEnding, Waits);

        Server.Time.Advance(TimeSpan.FromHours(20.1));
        await Eventually.Async(() => Mail.To(owner.Email).Count == 2, what: "the mail before the end");
        await NotifyAsync(tenant, TenantEvents.GraceEnded, versionId: previous);
        await Eventually.Async(() => Mail.To(owner.Email).Count == 3, what: "the mail at the end");

        Assert.That(Mail.To(owner.Email)[1].Subject, Does.StartWith("The previous version of the SSH key of your server stops working at"));
        Assert.That(Mail.To(owner.Email)[2].Subject, Does.Contain("works no more"));
    }

    [Test]
    public async Task GracePeriod_ThatEndsEarly_IsNotAnnounced()
    {
        var tenant = (await Server.NewUserAsync()).TenantId!.Value;
        var previous = Guid.CreateVersion7();
        var rotatedAt = Server.Time.GetUtcNow();
        await NotifyAsync(tenant, TenantEvents.Rotated, rotatedAt.AddDays(1), previous, occurredAt: rotatedAt);
        await NoticeAsync(tenant, TenantEvents.GraceEnding, Waits);
        await NotifyAsync(tenant, TenantEvents.GraceEnded, versionId: previous);
        await NoticeAsync(tenant, TenantEvents.GraceEnding, Withdrawn);

        // In the other order, as the messages of a short grace period can come.
        await NotifyAsync(tenant, TenantEvents.GraceEnded, versionId: Guid.CreateVersion7(), name: "other", occurredAt: rotatedAt.AddSeconds(5));
        await NoticeAsync(tenant, TenantEvents.GraceEnded, Told, 2);
        await NotifyAsync(tenant, TenantEvents.Rotated, rotatedAt.AddSeconds(4), Guid.CreateVersion7(), occurredAt: rotatedAt, name: "other");
        await NoticeAsync(tenant, TenantEvents.Rotated, Told, 2);
        await NoticeAsync(tenant, TenantEvents.GraceEnding, Waits, 0);
    }

    [Test]
    public async Task Revoked_WithdrawsWhatWasToCome()
    {
        var tenant = (await Server.NewUserAsync()).TenantId!.Value;
        await NotifyAsync(tenant, TenantEvents.RotationDue, Server.Time.GetUtcNow().AddDays(60));
        await NotifyAsync(tenant, TenantEvents.Rotated, Server.Time.GetUtcNow().AddDays(1), Guid.CreateVersion7());
        await NoticeAsync(tenant, TenantEvents.GraceEnding, Waits);
        await NotifyAsync(tenant, TenantEvents.RotationDue, Server.Time.GetUtcNow().AddDays(70));
        await NoticeAsync(tenant, TenantEvents.RotationDue, Waits);

        await NotifyAsync(tenant, TenantEvents.Revoked);

        await NoticeAsync(tenant, TenantEvents.GraceEnding, Withdrawn);
        await NoticeAsync(tenant, TenantEvents.RotationDue, Waits, 0);
    }

    [Test]
    public async Task RotationFailed_AgainAndAgain_IsToldOnceADay()
    {
        var owner = await Server.NewUserAsync();
        var tenant = owner.TenantId!.Value;
        await NotifyAsync(tenant, TenantEvents.RotationFailed);
        await NoticeAsync(tenant, TenantEvents.RotationFailed, Told);
        await NotifyAsync(tenant, TenantEvents.RotationFailed);
        await NotifyAsync(tenant, TenantEvents.RotationFailed, name: "another");
        await NoticeAsync(tenant, TenantEvents.RotationFailed, Told, 2);
        Assert.That(await ScalarAsync<int>("select count(*)::int from notice where tenant_id = @tenant and secret_name = 'tenant'", new { tenant }), Is.EqualTo(1));

        Server.Time.Advance(TimeSpan.FromDays(1.1));
        await NotifyAsync(tenant, TenantEvents.RotationFailed);
        await NoticeAsync(tenant, TenantEvents.RotationFailed, Told, 3);
    }
}
