using NUnit.Framework;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.Rotation.Tests.Platform;
using PenguinMails.TestKit;
using static PenguinMails.Rotation.Tests.Platform.Events;

namespace PenguinMails.Rotation.Tests.Schedules;

/// <summary>Identity learns of everything that a tenant's people may want to know, in the transaction that acts on it.</summary>
[Category("Component")]
internal sealed class TenantNoticeTests : RotationFixture
{
    [Test]
    public async Task Life_OfASecret_IsToldStepByStep()
    {
        await StartAsync();
        var secret = AnySecret();
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Others.PublishAsync(Issued(secret, first, Now));
        await ScheduledAsync(secret, 1);
        Clock.Advance(TimeSpan.FromHours(1));
        var rotatedAt = Now;
        await Others.PublishAsync(Rotated(secret, second, first, rotatedAt, grace: TimeSpan.FromDays(1)));
        await ScheduledAsync(secret, 2);
        await Others.PublishAsync(Retired(secret, first, Now));
        await Others.PublishAsync(Revoked(secret, Now.AddSeconds(1)));
        await ScheduledAsync(secret, 3);

        await Eventually.Async(() => Others.Notices.Count == 7, what: "all notices");
        Assert.That(Others.Notices.Select(notice => notice.Event), Is.EquivalentTo(
            [TenantEvents.Issued, TenantEvents.RotationDue, TenantEvents.Rotated, TenantEvents.RotationDue, TenantEvents.GraceEnded, TenantEvents.Revoked, TenantEvents.RotationDue]));
        Assert.That(Others.Notices.Select(notice => (notice.TenantId, notice.Secret)), Is.All.EqualTo((secret.TenantId, secret)));
        var rotated = Others.Notices.Single(notice => notice.Event == TenantEvents.Rotated);
        Assert.That((rotated.VersionId, rotated.At), Is.EqualTo(((Guid?)first, (DateTimeOffset?)rotatedAt.AddDays(1))));
        Assert.That(Others.Notices.Single(notice => notice.Event == TenantEvents.GraceEnded).VersionId, Is.EqualTo(first));
        Assert.That(Others.Notices.Where(notice => notice.Event == TenantEvents.RotationDue).Select(notice => notice.At is null), Is.EquivalentTo([false, false, true]));
    }

    [Test]
    public async Task Rotation_HeardOfAfterTheRevocation_IsNotTold()
    {
        await StartAsync();
        var secret = AnySecret();
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var start = Now;
        await Others.PublishAsync(Issued(secret, first, start));
        await ScheduledAsync(secret, 1);
        await Others.PublishAsync(Revoked(secret, start.AddSeconds(2)));
        await ScheduledAsync(secret, 2);

        var before = await CountAsync("inbox_message");
        await Others.PublishAsync(Rotated(secret, second, first, start.AddSeconds(1), grace: TimeSpan.FromDays(1)));
        await Eventually.Async(async () => await CountAsync("inbox_message") > before, what: "the late event");
        await Others.PublishAsync(Issued(secret, Guid.CreateVersion7(), start.AddSeconds(3)));
        await Eventually.Async(() => Others.Notices.Count(notice => notice.Event == TenantEvents.Issued) == 2, what: "what came after it");

        Assert.That(Others.Notices.Select(notice => notice.Event), Does.Contain(TenantEvents.Revoked).And.Not.Contain(TenantEvents.Rotated));
    }

    [Test]
    public async Task Failure_ThatBeganSomething_IsToldAndARequestThatCouldNotStartIsNot()
    {
        await StartAsync();
        var secret = AnySecret();
        var admin = new SecretReference(Guid.CreateVersion7(), SecretTypes.Ssh, "admin");
        await Others.PublishAsync(Issued(admin, Guid.CreateVersion7(), Now));
        await ScheduledAsync(admin, 1);
        await Others.PublishAsync(new SecretRotationFailed(secret, null, Triggers.Manual, "operation_in_progress", "wait", Now));
        await Others.PublishAsync(new SecretRotationFailed(secret, Guid.CreateVersion7(), Triggers.Manual, "server_unreachable", "mend it", Now));

        await Eventually.Async(() => Others.Notices.Count > 0, what: "the failure");
        await Eventually.Async(async () => await CountAsync("outbox_message") == 0, what: "nothing is left to send");
        Assert.That(Others.Notices.Select(notice => (notice.Event, notice.Secret)), Is.EqualTo([(TenantEvents.RotationFailed, secret)]), "nothing of the platform's own key");
    }
}
