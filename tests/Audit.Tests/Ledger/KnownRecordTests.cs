using NUnit.Framework;
using PenguinMails.Audit.Ledger;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Ledger;

/// <summary>Whoever sends an id first does not make another record vanish.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class KnownRecordTests : OwnServiceTests
{
    [Test]
    public async Task Record_ThatComesAgain_IsOne()
    {
        var record = Record(reason: "once");
        await Service.PublishAsync(record, Record());
        await Service.RecordedAsync(2);

        await Service.PublishAsync(record, Record());

        await Service.RecordedAsync(3);
        Assert.That(await Service.ScalarAsync<int>("select count(*)::int from audit_record"), Is.EqualTo(3));
        Assert.That(await Service.ScalarAsync<int>("select count(*)::int from audit_quarantine"), Is.Zero);
    }

    [Test]
    public async Task RecordForSomebody_ThatComesAgain_IsOne()
    {
        var record = OfCampaign(Guid.CreateVersion7(), "Alice@Example.com", reason: "once");
        await Service.PublishAsync(record);
        await Service.RecordedAsync(1);

        await Service.PublishAsync(record, Record());

        await Service.RecordedAsync(2);
        Assert.That(await Service.ScalarAsync<int>("select count(*)::int from audit_record"), Is.EqualTo(2));
        Assert.That(await Service.ScalarAsync<int>("select count(*)::int from audit_quarantine"), Is.Zero);
    }

    [Test]
    public async Task RecordForAnother_WithTheSameId_IsQuarantined()
    {
        var record = OfCampaign(Guid.CreateVersion7(), "alice@example.com");
        await Service.PublishAsync(record);
        await Service.RecordedAsync(1);

        await Service.PublishAsync(record with { OnBehalfOf = record.OnBehalfOf! with { User = "bob@example.com" } });

        await IsQuarantinedAsync(record.RecordId);
    }

    [TestCaseSource(nameof(Others))]
    public async Task Record_WithTheIdOfAnother_IsQuarantinedAndAlerted(Func<AuditRecorded, AuditRecorded> change)
    {
        var record = Record(reason: "the first");
        await Service.PublishAsync(record);
        await Service.RecordedAsync(1);

        await Service.PublishAsync(change(record));

        await IsQuarantinedAsync(record.RecordId);
        Assert.That(await Service.ScalarAsync<int>("select count(*)::int from audit_record"), Is.EqualTo(1));
    }

    private static IEnumerable<TestCaseData> Others() =>
    [
        Other("another reason", record => record with { Reason = "the second" }),
        Other("no reason", record => record with { Reason = null }),
        Other("another person", record => record with { Actor = record.Actor with { User = "somebody@else.example" } }),
        Other("for somebody", record => record with { OnBehalfOf = new OnBehalfOf(null, "somebody@else.example", "admin") }),
        Other("another action", record => record with { Action = "ssh_key.rotate" }),
        Other("another service", record => record with { Service = PenguinMails.Contracts.PlatformServices.Rotation }),
        Other("days later", record => record with { OccurredAt = record.OccurredAt.AddDays(3) }),
    ];

    [Test]
    public async Task Records_WithTheIdOfAnother_AreAllQuarantined()
    {
        var record = Record();
        await Service.PublishAsync(record);
        await Service.RecordedAsync(1);

        foreach (var action in new[] { "ssh_key.rotate", "ssh_key.download", "ssh_key.rotate" })
        {
            await Service.PublishAsync(record with { Action = action, Reason = "another" });
        }

        await Eventually.Async(async () => await Service.ScalarAsync<int>("select count(*)::int from audit_quarantine") == 2, what: "Both in quarantine");
    }

    private static TestCaseData Other(string name, Func<AuditRecorded, AuditRecorded> change) => new TestCaseData(change).SetArgDisplayNames(name);

    [Test]
    public async Task Record_WithADerivedId_DoesNotComeByAMessage()
    {
        var record = Record() with { RecordId = DerivedId.Of("vault\nresponse\nan entry that is still to come") };

        await Service.PublishAsync(record);

        await IsQuarantinedAsync(record.RecordId);
        Assert.That(await Service.ScalarAsync<int>("select count(*)::int from audit_record"), Is.Zero);
    }

    [Test]
    public async Task Record_WithAnIdOfTheFuture_DoesNotComeByAMessage()
    {
        var record = Record() with { RecordId = Guid.CreateVersion7(TimeProvider.System.GetUtcNow().AddDays(3)) };

        await Service.PublishAsync(record);

        await IsQuarantinedAsync(record.RecordId);
    }

    [Test]
    public async Task RecordOfVault_WhoseIdIsInTheOtherChain_IsRecorded()
    {
        var record = Record();
        var now = TimeProvider.System.GetUtcNow();
        foreach (var chain in LedgerChains.All)
        {
            await Service.Get<Database>().InTransactionAsync(
                transaction => transaction.AppendAsync(chain, [PendingRecord.Of(record)], now), CancellationToken.None);
        }

        Assert.That(await Service.ScalarAsync<int>("select count(distinct chain)::int from audit_record where record_id = @RecordId", new { record.RecordId }), Is.EqualTo(2));
    }

    private async Task IsQuarantinedAsync(Guid recordId)
    {
        await Eventually.Async(async () => await Service.ScalarAsync<Guid>("select record_id from audit_quarantine") == recordId, what: "The record in quarantine");
        await Eventually.Async(
            async () => await Service.ScalarAsync<int>("select count(*)::int from alert where kind = 'audit.record_quarantined'") == 1, what: "The alert");
    }
}
