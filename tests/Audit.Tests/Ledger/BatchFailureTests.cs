using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Ledger;

/// <summary>A message that cannot be handled, whatever step fails on it, takes none of those that came with it along.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class BatchFailureTests : OwnServiceTests
{
    private const int Others = 40;

    [TestCase(true)]
    [TestCase(false)]
    public async Task Message_ThatFailsOutsideOfItsRecord_IsSetAsideAlone(bool together)
    {
        // Noting its number fails, which no savepoint is around.
        await Service.AsOwnerAsync("alter table audit_producer add constraint test check (service <> 'rotation')");
        var epoch = Guid.CreateVersion7();
        var messages = Enumerable.Range(1, Others)
            .Select(number => Of(Record() with { Position = new ProducerPosition(epoch, number) }))
            .ToList();
        messages.Insert(Others / 2, Of(Record() with { Service = PlatformServices.Rotation, Position = new ProducerPosition(epoch, 1) }));

        await Service.PublishAsync(messages);

        await Service.RecordedAsync(Others);
        await using var sender = await MessageSender.ConnectAsync(Service.Broker);
        await using var channel = await sender.Connection.CreateChannelAsync();
        await Eventually.Async(
            async () => await channel.MessageCountAsync("audit-events_error") == 1, what: "The message alone among those set aside");
        Assert.That(await Service.ScalarAsync<int>("select count(*)::int from audit_record where service = 'key-issuance'"), Is.EqualTo(Others));
        Assert.That(await Service.ScalarAsync<int>("select count(*)::int from audit_record where service = 'rotation'"), Is.Zero);

        IEvent Of(AuditRecorded record) => together ? new AuditRecordedTogether(record.OccurredAt, [record]) : record;
    }
}
