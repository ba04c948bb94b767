using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using RabbitMQ.Client;

namespace PenguinMails.Audit.Tests.Producers;

/// <summary>Audit records that a service has sent and that do not arrive.</summary>
[Category("Component")]
internal sealed class MissingRecordTests
{
    private const string Missing = "audit.record_missing";
    private const string Arrived = "audit.record_arrived_late";

    [Test]
    public async Task Record_TakenOffTheQueue_IsOnRecordAlertedAndListed_UntilItArrives()
    {
        await using var service = await AuditService.StartAsync(Numbered.Settings("00:00:02"));
        await using var thief = await Thief.ConnectAsync(service.Broker);
        using var admin = service.Client(Roles.Admin);
        await SendAsync(service);
        await service.RecordedAsync(1);

        await thief.DivertAsync();
        await SendAsync(service);
        var stolen = await thief.TakeAsync();
        await thief.ReleaseAsync();

        await service.AlertedAsync(Missing, "open", PlatformServices.Audit);
        await service.RecordedAsync(Missing, "2-2", PlatformServices.Audit);
        var result = await VerifyAsync(admin);
        Assert.That(result.GetProperty("valid").GetBoolean(), Is.True, "nobody changed the ledger");
        Assert.That(result.GetProperty("missingCount").GetInt64(), Is.EqualTo(1));
        Assert.That(
            result.GetProperty("missing").EnumerateArray().Select(range => (range.GetProperty("service").GetString(), range.GetProperty("first").GetInt64())),
            Is.EqualTo(new[] { (PlatformServices.Audit, 2L) }));

        await thief.GiveBackAsync(stolen);

        await service.AlertedAsync(Missing, "resolved", PlatformServices.Audit);
        await service.RecordedAsync(Arrived, "2-2", PlatformServices.Audit);
        Assert.That((await VerifyAsync(admin)).GetProperty("missingCount").GetInt64(), Is.Zero);
        Assert.That(await service.RangesAsync(Missing, PlatformServices.Audit), Is.EqualTo("2-2"), "it stays on record");
    }

    [Test]
    public async Task Numbers_ThatDoNotCome_AreReportedOnceByTwoInstances()
    {
        await using var service = await AuditService.StartAsync(Numbered.Settings("00:00:02"));
        await using var second = await service.StartAnotherAsync();
        var epoch = Guid.CreateVersion7();

        // The last two before a heartbeat that says so, the others before a later record.
        await service.PublishAsync<IEvent>(Numbered.Record(epoch, 1), Numbered.Record(epoch, 2), Numbered.Record(epoch, 5), Numbered.Heartbeat(epoch, 7));

        await service.RecordedAsync(Missing, "3-4, 6-7");
        await service.AlertedAsync(Missing, "open");
        await service.PublishAsync(Numbered.Record(epoch, 3));
        await service.RecordedAsync(Arrived, "3-3");
        Assert.That(await service.RangesAsync(Missing), Is.EqualTo("3-4, 6-7"));
        await service.AlertedAsync(Missing, "open"); // others are missing still

        await service.PublishAsync(Numbered.Record(epoch, 4), Numbered.Record(epoch, 6), Numbered.Record(epoch, 7));
        await service.AlertedAsync(Missing, "resolved");
    }

    [Test]
    public async Task Record_InQuarantine_HasCome()
    {
        await using var service = await AuditService.StartAsync(Numbered.Settings("00:00:02"));
        await service.AsOwnerAsync("alter table audit_record add constraint test check (action <> 'impossible')");
        var (epoch, impossible) = (Guid.CreateVersion7(), "impossible");

        await service.PublishAsync(Numbered.Record(epoch, 1), Numbered.Record(epoch, 2, impossible), Numbered.Record(epoch, 4));

        await service.RecordedAsync(Missing, "3-3");
        Assert.That(await service.ScalarAsync<int>("select count(*) from audit_quarantine"), Is.EqualTo(1));
    }

    [Test]
    public async Task Numbers_TwoInstancesAndRepeatedMessages_AreOneRange()
    {
        await using var service = await AuditService.StartAsync();
        await using var second = await service.StartAnotherAsync();
        var epoch = Guid.CreateVersion7();
        var records = Enumerable.Range(1, 200).Select(number => Numbered.Record(epoch, number)).ToList();
        var together = records.Chunk(20).Select(chunk => new AuditRecordedTogether(chunk[0].OccurredAt, chunk)).ToList();

        await Task.WhenAll(service.PublishAsync(records), service.PublishAsync(together), service.PublishAsync(records));

        await service.RecordedAsync(200);
        await service.PublishAsync(Numbered.Record(epoch, 201)); // behind all repetitions
        await service.RecordedAsync(201);
        Assert.That(await service.ScalarAsync<string>("select received || ' ' || reused from audit_producer where epoch = @epoch", new { epoch }), Is.EqualTo("{[1,202)} {}"));
    }

    [Test]
    public async Task Messages_WithoutNumbersOrWithSenselessOnes_AreTaken()
    {
        await using var service = await AuditService.StartAsync(Numbered.Settings("00:00:01"));
        var epoch = Guid.CreateVersion7();

        await service.PublishAsync<IEvent>(
            Records.Record(), Numbered.Record(epoch, 0), Numbered.Record(epoch, -1), Numbered.Record(epoch, long.MaxValue), Numbered.Heartbeat(epoch, long.MaxValue),
            new ServiceHeartbeat(Numbered.KeyIssuance, TimeProvider.System.GetUtcNow()));

        await service.RecordedAsync(4);
        Assert.That(await service.ScalarAsync<int>("select count(*) from audit_producer where service = 'key-issuance'"), Is.Zero);
    }

    [TestCase(Missing)]
    [TestCase(Arrived)]
    [TestCase("audit.producer_restored")]
    public async Task Record_OfWhatIsMissing_IsNotTakenFromAMessage(string action)
    {
        await using var service = await AuditService.StartAsync();

        await service.PublishAsync(Records.Record(action), Records.Record());

        await Eventually.Async(async () => await service.ScalarAsync<int>("select count(*) from audit_quarantine") == 1, what: "A quarantined record");
        await service.RecordedAsync(1);
        Assert.That(await service.ScalarAsync<int>("select count(*) from audit_record where action = @action", new { action }), Is.Zero);
    }

    /// <summary>Through the service's own outbox.</summary>
    private static Task SendAsync(AuditService service)
    {
        var trail = service.Get<AuditTrail>();
        return service.Database.InTransactionAsync(
            transaction => trail.RecordAsync(transaction, trail.Platform, new AuditEntry("alert.read", AuditOutcomes.Success)), CancellationToken.None);
    }

    private static Task<JsonElement> VerifyAsync(HttpClient admin) => admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/vault/audit-logs/verify");

    /// <summary>Takes messages before the service sees them.</summary>
    private sealed class Thief(MessageSender sender, IChannel channel) : IAsyncDisposable
    {
        private const string Exchange = "PenguinMails.Contracts.Messages:AuditRecorded";
        private const string Target = "audit-events";
        private const string Own = "taken";

        public static async Task<Thief> ConnectAsync(string broker)
        {
            var sender = await MessageSender.ConnectAsync(broker);
            return new Thief(sender, await sender.Connection.CreateChannelAsync());
        }

        public async Task DivertAsync()
        {
            await channel.QueueDeclareAsync(Own, durable: true, exclusive: false, autoDelete: false);
            await channel.QueueBindAsync(Own, Exchange, "");
            await channel.ExchangeUnbindAsync(Target, Exchange, "");
        }

        public async Task ReleaseAsync()
        {
            await channel.ExchangeBindAsync(Target, Exchange, "");
            await channel.QueueUnbindAsync(Own, Exchange, "");
        }

        public async Task<BasicGetResult> TakeAsync() =>
            (await Eventually.GetAsync(() => channel.BasicGetAsync(Own, autoAck: true), message => message is not null, what: "A message to take"))!;

        public async Task GiveBackAsync(BasicGetResult message) =>
            await channel.BasicPublishAsync(Target, "", mandatory: true, new BasicProperties(message.BasicProperties), message.Body);

        public async ValueTask DisposeAsync()
        {
            await channel.DisposeAsync();
            await sender.DisposeAsync();
        }
    }
}
