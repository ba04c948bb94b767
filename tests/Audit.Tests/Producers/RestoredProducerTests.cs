using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;

namespace PenguinMails.Audit.Tests.Producers;

/// <summary>A service's database is set back to an older copy.</summary>
[Category("Component")]
internal sealed class RestoredProducerTests
{
    private const string Restored = "audit.producer_restored";

    [Test]
    public async Task Number_ThatComesAgainWithAnotherRecord_IsOnRecordAndAlerted()
    {
        await using var service = await AuditService.StartAsync(Numbered.Settings("00:10:00"));
        var epoch = Guid.CreateVersion7();
        var records = Enumerable.Range(1, 3).Select(number => Numbered.Record(epoch, number)).ToList();
        await service.PublishAsync(records);
        await service.RecordedAsync(3);

        // What had not been deleted from the outbox when the copy was made comes again as it was; what is new has numbers that are taken.
        await service.PublishAsync(records[1], Numbered.Record(epoch, 3), Numbered.Record(epoch, 4));

        await service.AlertedAsync(Restored, "open");
        await service.RecordedAsync(Restored, "3-3");
        Assert.That(await service.ScalarAsync<int>("select count(*) from audit_record where service = 'key-issuance'"), Is.EqualTo(5), "no record is refused for its number");
        Assert.That(await service.ScalarAsync<int>("select count(*) from audit_record where action = 'audit.record_missing'"), Is.Zero);
    }

    [Test]
    public async Task Numbers_TwiceInOneMessage_AreNoticedToo()
    {
        await using var service = await AuditService.StartAsync(Numbered.Settings("00:10:00"));
        var epoch = Guid.CreateVersion7();

        await service.PublishAsync(new AuditRecordedTogether(TimeProvider.System.GetUtcNow(), [Numbered.Record(epoch, 1), Numbered.Record(epoch, 1)]));

        await service.RecordedAsync(Restored, "1-1");
    }

    [Test]
    public async Task Epoch_ThatFollowsAnother_IsOnRecordAndAlerted_AndItsRecordsAreWatched()
    {
        await using var service = await AuditService.StartAsync(Numbered.Settings("00:00:02"));
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await service.PublishAsync(Numbered.Record(first, 1), Numbered.Record(first, 2));
        await Eventually.Async(
            async () => await service.ScalarAsync<bool>("select is_noticed and upper(received) = 3 from audit_producer where epoch = @first", new { first }), what: "The first epoch");
        Assert.That(await service.ScalarAsync<int>("select count(*) from alert where kind = @Restored", new { Restored }), Is.Zero, "the first follows none");

        await service.PublishAsync(Numbered.Record(second, 2));

        await service.AlertedAsync(Restored, "open");
        Assert.That(
            await service.ScalarAsync<string>(
                """
                select concat_ws(' ', d ->> 'service', d ->> 'epoch', d ->> 'previousEpoch', d ->> 'previousNumber')
                from (select convert_from(body, 'UTF8')::jsonb -> 'details' as d from audit_record where action = @Restored) r
                """,
                new { Restored }),
            Is.EqualTo($"key-issuance {second} {first} 2"));
        await service.RecordedAsync("audit.record_missing", "1-1");
    }

    [Test]
    public async Task Record_OutOfQuarantine_GivesNoNumberASecondTime()
    {
        await using var service = await AuditService.StartAsync(Numbered.Settings("00:10:00"));
        await service.AsOwnerAsync("alter table audit_record add constraint test check (action <> 'impossible')");
        var epoch = Guid.CreateVersion7();
        var record = Numbered.Record(epoch, 1, "impossible");
        await service.PublishAsync(record);
        await Eventually.Async(async () => await service.ScalarAsync<int>("select count(*) from audit_quarantine") == 1, what: "A quarantined record");

        await service.AsOwnerAsync("alter table audit_record drop constraint test");
        await service.PublishAsync(record);

        await service.RecordedAsync(1);
        Assert.That(await service.ScalarAsync<string>("select reused::text from audit_producer where epoch = @epoch", new { epoch }), Is.EqualTo("{}"));
    }
}
