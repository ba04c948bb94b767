using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Ledger;

/// <summary>A service can put nothing into the ledger in another one's name.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class ForgedRecordTests : OwnServiceTests
{
    [TestCase(PlatformServices.Rotation)]
    [TestCase(null)]
    public async Task Record_InAnotherServicesName_IsNotSigned(string? sender)
    {
        var forged = Record(reason: "forged");
        var together = new AuditRecordedTogether(
            TimeProvider.System.GetUtcNow(), [Record(reason: "own") with { Service = PlatformServices.Rotation }, Record(reason: "forged among others")]);

        await Service.PublishAsAsync(sender, forged, together);
        await Service.PublishAsync(Enumerable.Range(0, 50).Select(number => Record(reason: $"genuine {number}")));

        await Service.RecordedAsync(50);
        await Eventually.GetAsync(
            () => Service.ScalarAsync<int>("select coalesce(sum(occurrences), 0)::int from alert where kind = 'messaging.forged' and severity = 'critical'"),
            alerts => alerts >= 2,
            what: "Alerts of both");
        Assert.That(await Service.ScalarAsync<int>("select count(*)::int from audit_record"), Is.EqualTo(50), "nothing of the forger's");
    }
}
