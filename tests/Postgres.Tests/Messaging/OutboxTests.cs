using System.Diagnostics;
using Npgsql;
using NUnit.Framework;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;

namespace PenguinMails.Postgres.Tests.Messaging;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Process")]
internal sealed class OutboxTests
{
    private string _database = null!;
    private string _broker = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        var broker = TestRabbitMq.SharedAsync();
        _database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        _broker = await (await broker).CreateVirtualHostAsync();
    }

    [TearDown]
    public async Task TearDownAsync() => await (await TestRabbitMq.SharedAsync()).DeleteVirtualHostAsync(_broker);

    [Test]
    public async Task Publish_Committed_IsHandledOnce()
    {
        await using var service = await TestService.StartAsync(_database, _broker, c => c.Event<PreviousVersionRetired, RetiredConsumer>());

        await service.PublishAsync(TestMessages.Needed("one"), TestMessages.Needed("two"));

        await Eventually.Async(async () => (await service.HandledAsync()).Count >= 2);
        await Eventually.Async(async () => await service.CountAsync("outbox_message") == 0);
        Assert.That(await service.HandledAsync(), Is.EquivalentTo(["one", "two"]));
    }

    [Test]
    public async Task Publish_RolledBack_IsNeverSent()
    {
        await using var service = await TestService.StartAsync(_database, _broker, c => c.Event<PreviousVersionRetired, RetiredConsumer>());

        Assert.That(
            () => service.Database.InTransactionAsync(
                async transaction =>
                {
                    await transaction.PublishAsync(TestMessages.Needed("rolled back"));
                    throw new TimeoutException("for the test");
                },
                CancellationToken.None),
            Throws.TypeOf<TimeoutException>());
        await service.PublishAsync(TestMessages.Needed("committed later"));

        await Eventually.Async(async () => (await service.HandledAsync()).Count > 0);
        Assert.That(await service.HandledAsync(), Is.EqualTo(["committed later"]));
    }

    [Test]
    public async Task Publish_WithinARequest_CarriesItsTraceAsW3CWritesIt()
    {
        await using var service = await TestService.StartAsync(_database, _broker);
        await using var queue = await RawQueue.BindAsync(_broker, typeof(SecretRevealed));
        using var request = new Activity("a request").Start();

        await service.PublishAsync(TestMessages.Optional("traced"));

        await Eventually.Async(() => queue.Labels.Count >= 1);
        Assert.That(ActivityContext.TryParse(queue.Traces[0], null, out var context), Is.True, queue.Traces[0]);
        Assert.That(context.TraceId, Is.EqualTo(request.TraceId));
    }

    [Test]
    public async Task Try_PartThatFails_IsUndoneWithItsMessagesAndNothingElse()
    {
        await using var service = await TestService.StartAsync(_database, _broker);
        await using var queue = await RawQueue.BindAsync(_broker, typeof(SecretRevealed));

        await service.Database.InTransactionAsync(
            async transaction =>
            {
                await transaction.PublishAsync(TestMessages.Optional("before"));
                var failure = await transaction.TryAsync(async () =>
                {
                    await transaction.PublishAsync(TestMessages.Optional("undone"));
                    await transaction.ExecuteAsync("select 1 / 0");
                });
                Assert.That(failure, Is.TypeOf<PostgresException>().With.Property(nameof(PostgresException.SqlState)).EqualTo("22012"));
                Assert.That(await transaction.TryAsync(() => transaction.PublishAsync(TestMessages.Optional("part"))), Is.Null);
                await transaction.PublishAsync(TestMessages.Optional("after"));
            },
            CancellationToken.None);

        await Eventually.Async(() => queue.Labels.Count >= 3);
        Assert.That(queue.Labels, Is.EqualTo(["before", "part", "after"]));
    }

    [Test]
    public async Task Try_DatabaseThatGoesAway_FailsTheWholeTransaction()
    {
        await using var service = await TestService.StartAsync(_database, _broker);

        Assert.That(
            () => service.Database.InTransactionAsync(
                transaction => transaction.TryAsync(() => transaction.ExecuteAsync("select pg_terminate_backend(pg_backend_pid())")), CancellationToken.None),
            Throws.Exception.Matches<Exception>(failure => failure!.IsPostgresAway()));
    }

    [Test]
    public async Task Publish_ManyTransactions_ArriveInOrder()
    {
        await using var service = await TestService.StartAsync(_database, _broker);
        await using var queue = await RawQueue.BindAsync(_broker, typeof(SecretRevealed));
        var labels = Enumerable.Range(0, 250).Select(number => $"{number}").ToList();

        foreach (var chunk in labels.Chunk(10))
        {
            await service.PublishAsync(chunk.Select(TestMessages.Optional));
        }

        await Eventually.Async(() => queue.Labels.Count >= labels.Count);
        Assert.That(queue.Labels, Is.EqualTo(labels));
    }

    [Test]
    public async Task Publish_TwoRelays_SendNothingTwice()
    {
        await using var first = await TestService.StartAsync(_database, _broker);
        await using var second = await TestService.StartAsync(_database, _broker);
        await using var queue = await RawQueue.BindAsync(_broker, typeof(SecretRevealed));

        await Task.WhenAll(Enumerable.Range(0, 300).Chunk(15).Select((chunk, index) =>
            (index % 2 == 0 ? first : second).PublishAsync(chunk.Select(number => TestMessages.Optional($"{number}")))));

        await Eventually.Async(async () => await first.CountAsync("outbox_message") == 0);
        await Eventually.Async(() => queue.Labels.Count >= 300);
        Assert.That(queue.Labels, Has.Count.EqualTo(300).And.Unique);
    }

    [Test]
    public async Task Publish_NobodySubscribedYet_WaitsInOrderAndHoldsNothingElseBack()
    {
        await using var publisher = await TestService.StartAsync(_database, _broker);
        await using var optional = await RawQueue.BindAsync(_broker, typeof(SecretRevealed));

        await publisher.PublishAsync(TestMessages.Needed("one"), TestMessages.Needed("two"), TestMessages.Optional("at once"));
        await Eventually.Async(() => optional.Labels.Count == 1);
        await Eventually.Async(async () => await publisher.CountAsync("outbox_message where attempts > 0") == 1);
        Assert.That(await publisher.CountAsync("outbox_message"), Is.EqualTo(2));

        await using var needed = await RawQueue.BindAsync(_broker, typeof(PreviousVersionRetired));
        await publisher.PublishAsync(TestMessages.Needed("three"));
        await Eventually.Async(() => needed.Labels.Count == 3);
        Assert.That(needed.Labels, Is.EqualTo(["one", "two", "three"]));
    }

    [TestCase(typeof(AuditRecorded))]
    [TestCase(typeof(AlertRaised))]
    public async Task Publish_HeartbeatBehindARecordOrAnAlertThatWaits_WaitsAndIsOne(Type type)
    {
        await using var publisher = await TestService.StartAsync(_database, _broker);
        await using var heartbeats = await RawQueue.BindAsync(_broker, typeof(ServiceHeartbeat));
        await using var optional = await RawQueue.BindAsync(_broker, typeof(SecretRevealed));
        await BeatAsync(publisher);
        await Eventually.Async(() => heartbeats.Messages.Count == 1);
        await Eventually.Async(async () => await publisher.CountAsync("outbox_message") == 0, what: "The first heartbeat's deletion, for it stands for those after it");

        await publisher.PublishAsync(type == typeof(AuditRecorded) ? TestMessages.Record() : TestMessages.Alert());
        await BeatAsync(publisher);
        await BeatAsync(publisher);
        await Eventually.Async(async () => await publisher.CountAsync("outbox_message where attempts > 1") == 1);
        await publisher.PublishAsync(TestMessages.Optional("passes"));
        await Eventually.Async(() => optional.Labels.Count == 1);
        Assert.That(heartbeats.Messages, Has.Count.EqualTo(1), "what came before it has not been delivered");
        Assert.That(await publisher.CountAsync("outbox_message"), Is.EqualTo(2), "one heartbeat waits");

        await using var needed = await RawQueue.BindAsync(_broker, type);
        await Eventually.Async(() => heartbeats.Messages.Count == 2 && needed.Messages.Count == 1);
    }

    [Test]
    public async Task Publish_HeartbeatBehindAnotherMessageThatWaits_IsDelivered()
    {
        await using var publisher = await TestService.StartAsync(_database, _broker);
        await using var heartbeats = await RawQueue.BindAsync(_broker, typeof(ServiceHeartbeat));
        await publisher.PublishAsync(TestMessages.Needed("waits"));
        await publisher.Database.InTransactionAsync(
            transaction => transaction.SendAsync("not-declared-yet", TestMessages.Command("waits")), CancellationToken.None);
        await Eventually.Async(async () => await publisher.CountAsync("outbox_message where attempts > 0") == 2);

        await BeatAsync(publisher);

        await Eventually.Async(() => heartbeats.Messages.Count == 1);
        await Eventually.Async(async () => await publisher.CountAsync("outbox_message") == 2, what: "What nobody takes, and nothing else, waiting");
    }

    [Test]
    public async Task Publish_EventThatNobodyNeedsAndNobodyTakes_IsNotKept()
    {
        await using var service = await TestService.StartAsync(_database, _broker);

        await service.PublishAsync(TestMessages.Optional("unheard"));

        await Eventually.Async(async () => await service.CountAsync("outbox_message") == 0);
    }

    [Test]
    public async Task Send_BeforeTheOwnerOfTheQueueEverRan_WaitsForIt()
    {
        await using var sender = await TestService.StartAsync(_database, _broker, name: "sender");
        await sender.Database.InTransactionAsync(
            transaction => transaction.SendAsync("receiver-commands", TestMessages.Command("please")), CancellationToken.None);
        await Eventually.Async(async () => await sender.CountAsync("outbox_message where attempts > 0") == 1);

        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        await using var receiver = await TestService.StartAsync(database, _broker, c => c.Command<RevokeSecret, RevokeConsumer>(), name: "receiver");

        await Eventually.Async(async () => (await receiver.HandledAsync()).Count > 0);
        Assert.That(await receiver.HandledAsync(), Is.EqualTo(["please"]));
    }

    [Test]
    public async Task Relay_MessageOfAnotherVersion_WaitsAndHoldsNothingElseBack()
    {
        await using var service = await TestService.StartAsync(_database, _broker);
        await using var queue = await RawQueue.BindAsync(_broker, typeof(SecretRevealed));
        await service.Database.InTransactionAsync(
            transaction => transaction.ExecuteAsync(
                "insert into outbox_message (message_id, message_type, body) values (gen_random_uuid(), 'PenguinMails.Contracts.Messages.OfTomorrow', '{}')"),
            CancellationToken.None);

        await service.PublishAsync(TestMessages.Optional("known"));

        await Eventually.Async(() => queue.Labels.Count == 1);
        await Eventually.Async(async () => await service.CountAsync("outbox_message where attempts > 0") == 1);
    }

    [Test]
    public async Task Relay_KilledBetweenPublishAndDelete_SendsAgainAndTheEffectIsOne()
    {
        await using var consumer = await TestService.StartAsync(_database, _broker, c => c.Event<PreviousVersionRetired, RetiredConsumer>(), services =>
            services.Remove(services.Single(service => service.ImplementationType?.Name == "OutboxRelay")));
        await using var raw = await RawQueue.BindAsync(_broker, typeof(PreviousVersionRetired));
        await consumer.WaitBoundAsync(); // the raw queue would satisfy the broker alone
        await consumer.PublishAsync(TestMessages.Needed("one"));

        await using (var dying = await ServiceProcess.StartAsync(
            "Postgres.Tests", new Dictionary<string, string> { ["TEST_DATABASE"] = _database, ["TEST_BROKER"] = _broker }))
        {
            await Eventually.Async(() => dying.HasExited, what: "The relay's death");
        }

        await Eventually.Async(async () => (await consumer.HandledAsync()).Count == 1);
        Assert.That(await consumer.CountAsync("outbox_message"), Is.EqualTo(1), "the dead relay could not delete it");
        await using var successor = await TestService.StartAsync(_database, _broker);
        await Eventually.Async(async () => await consumer.CountAsync("outbox_message") == 0);
        await Eventually.Async(() => raw.Labels.Count == 2, what: "The second delivery");
        await consumer.PublishAsync(TestMessages.Needed("two"));
        await Eventually.Async(async () => (await consumer.HandledAsync()).Count == 2);
        Assert.That(await consumer.HandledAsync(), Is.EqualTo(["one", "two"]));
    }

    private static Task BeatAsync(TestService service) => service.Database.InTransactionAsync(
        transaction => transaction.PublishUnlessWaitingAsync(new ServiceHeartbeat("test", TimeProvider.System.GetUtcNow())), CancellationToken.None);
}
