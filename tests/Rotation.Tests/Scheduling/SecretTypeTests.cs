using NUnit.Framework;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.Rotation.Tests.Platform;
using PenguinMails.TestKit;
using static PenguinMails.Rotation.Tests.Platform.Events;

namespace PenguinMails.Rotation.Tests.Scheduling;

/// <summary>Each type goes by its own policy.</summary>
[Category("Component")]
internal sealed class SecretTypeTests : RotationFixture
{
    [TestCase(SecretTypes.Smtp, "mail-1", 180, 1)]
    [TestCase(SecretTypes.Dkim, "acme.example", 365, 48)]
    public async Task Secret_OfAType_IsDueRetiredAndOverdueByItsPolicy(string type, string name, int days, int graceHours)
    {
        await StartAsync();
        var secret = new SecretReference(Guid.CreateVersion7(), type, name);
        var (first, second, issuedAt) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Now);
        await Others.PublishAsync(Issued(secret, first, issuedAt));
        Assert.That((await ScheduledAsync(secret, 1)).DueAt, Is.InRange(issuedAt.AddDays(days - 1), issuedAt.AddDays(days)));

        Clock.Advance(TimeSpan.FromDays(days));
        await Eventually.Async(() => Others.Rotations.Count == 1);
        Assert.That((Others.Rotations[0].Secret, Others.Rotations[0].GracePeriod), Is.EqualTo((secret, (TimeSpan?)TimeSpan.FromHours(graceHours))));
        Clock.Advance(TimeSpan.FromHours(2)); // nobody answers
        await Eventually.Async(() => Others.Alerts.Count == 1);
        Assert.That((Others.Alerts[0].Kind, Others.Alerts[0].Secret, Others.Alerts[0].TenantId), Is.EqualTo(("rotation.overdue", secret, (Guid?)secret.TenantId)));

        await Others.PublishAsync(Rotated(secret, second, first, Now, TimeSpan.FromHours(graceHours)));
        await ScheduledAsync(secret, 2);
        Assert.That(Others.Retirements, Is.Empty);
        Clock.Advance(TimeSpan.FromHours(graceHours + 1));
        await Eventually.Async(() => Others.Retirements.Count > 0);
        Assert.That(Others.Retirements[0], Is.EqualTo(new RetirePreviousVersion(secret, first)));
        Assert.That(Others.Notices.Select(notice => notice.Secret), Is.All.EqualTo(secret), "its people are told of it");
    }

    [TestCase(SecretTypes.Smtp, "Smtp", 14)]
    [TestCase(SecretTypes.Dkim, "Dkim", 30)]
    public async Task Secret_OfATypeThatIsNotRotated_IsAnnouncedAheadOfItsEnd(string type, string section, int alertDays)
    {
        await StartAsync(($"Rotation:{section}:Enabled", "false"));
        var secret = new SecretReference(Guid.CreateVersion7(), type, "one");
        await Others.PublishAsync(Issued(secret, Guid.CreateVersion7(), Now));
        Assert.That((await ScheduledAsync(secret, 1)).DueAt, Is.Null);
        var interval = type == SecretTypes.Smtp ? 180 : 365;

        Clock.Advance(TimeSpan.FromDays(interval - alertDays - 1));
        await TicksAsync();
        Assert.That(Others.Alerts, Is.Empty);
        Clock.Advance(TimeSpan.FromDays(1.5));
        await Eventually.Async(() => Others.Alerts.Count == 1);
        Assert.That((Others.Alerts[0].Kind, Others.Alerts[0].Secret), Is.EqualTo(("rotation.due_soon", secret)));
        Clock.Advance(TimeSpan.FromDays(alertDays));
        await Eventually.Async(() => Others.Alerts.Count == 2);
        Assert.That((Others.Alerts[1].Kind, Others.Rotations.Count), Is.EqualTo(("rotation.overdue", 0)));
    }
}
