using System.Text.Json;
using Npgsql;
using NUnit.Framework;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;

namespace PenguinMails.Postgres.Tests.Messaging;

/// <summary>The numbers with which audit records leave: without gaps, each once, and the same one when a record is sent again.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Process")]
internal sealed class RecordNumbersTests
{
    private static readonly Func<string, Task> NumberOne = async database =>
    {
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await Migrator.MigrateAsync(source, [typeof(Migrator).Assembly, typeof(RecordNumbersTests).Assembly], CancellationToken.None);
        var row = OutboxRow.Of(TestMessages.Record());
        await using var command = source.CreateCommand("insert into outbox_message (message_id, message_type, body) values ($1, $2, $3)");
        command.Parameters.AddWithValue(row.MessageId);
        command.Parameters.AddWithValue(row.MessageType);
        command.Parameters.AddWithValue(row.Body);
        await command.ExecuteNonQueryAsync();
        await using var numbering = source.CreateCommand("select number_audit_records(array_agg(sequence), array_agg(1)) from outbox_message");
        await numbering.ExecuteNonQueryAsync();
    };

    private string _broker = null!;

    [SetUp]
    public async Task SetUpAsync() => _broker = await (await TestRabbitMq.SharedAsync()).CreateVirtualHostAsync();

    [Test]
    public async Task Numbers_OfWhatWasRolledBack_LeaveNoGap()
    {
        await using var service = await TestService.StartAsync(await NewDatabaseAsync(), _broker);
        await using var queues = await Queues.BindAsync(_broker);

        for (var round = 0; round < 3; round++)
        {
            Assert.That(
                () => service.Database.InTransactionAsync(
                    async transaction =>
                    {
                        await transaction.PublishAsync(TestMessages.Record());
                        throw new TimeoutException("for the test");
                    },
                    CancellationToken.None),
                Throws.TypeOf<TimeoutException>());
            await service.PublishAsync(TestMessages.Record(), Together(2));
        }

        await queues.CameAsync(9);
        Assert.That(queues.Positions.Select(position => position.Number).Order(), Is.EqualTo(Enumerable.Range(1, 9)));
        Assert.That(queues.Positions.Select(position => position.Epoch).Distinct().ToList(), Has.Count.EqualTo(1));
        Assert.That(await LastAsync(service), Is.EqualTo(queues.Positions.MaxBy(position => position.Number)));
    }

    [Test]
    public async Task Numbers_OfTwoRelays_AreEachGivenOnceAndWithoutGaps()
    {
        var database = await NewDatabaseAsync();
        await using var first = await TestService.StartAsync(database, _broker);
        await using var second = await TestService.StartAsync(database, _broker);
        await using var queues = await Queues.BindAsync(_broker);

        await Task.WhenAll(Enumerable.Range(0, 60).Select(number =>
            (number % 2 == 0 ? first : second).PublishAsync(TestMessages.Record(), Together(3), TestMessages.Optional("between"))));

        await queues.CameAsync(240);
        await Eventually.Async(async () => await first.CountAsync("outbox_message") == 0);
        Assert.That(queues.Positions.Select(position => position.Number).Order(), Is.EqualTo(Enumerable.Range(1, 240)));
        Assert.That(queues.Positions.Select(position => position.Epoch).Distinct().ToList(), Has.Count.EqualTo(1));
    }

    [TestCase("before", 1)]
    [TestCase("after", 2)]
    public async Task Numbers_AfterACrash_AreTheSameForTheSameRecords(string dies, int deliveries)
    {
        var database = await NewDatabaseAsync();
        await using var writer = await TestService.StartAsync(database, _broker, services: services =>
            services.Remove(services.Single(service => service.ImplementationType?.Name == "OutboxRelay")));
        await using var queues = await Queues.BindAsync(_broker);
        await writer.PublishAsync(TestMessages.Record());
        await using (var dying = await ServiceProcess.StartAsync(
            "Postgres.Tests",
            new Dictionary<string, string> { ["TEST_DATABASE"] = database, ["TEST_BROKER"] = _broker, ["TEST_DIES"] = dies }))
        {
            await Eventually.Async(() => dying.HasExited, what: "The relay's death");
        }

        Assert.That(await writer.CountAsync("outbox_message where first_number = 1"), Is.EqualTo(1), "numbered before it was sent");
        await using var successor = await TestService.StartAsync(database, _broker);
        await Eventually.Async(async () => await successor.CountAsync("outbox_message") == 0);
        await successor.PublishAsync(TestMessages.Record());

        await queues.CameAsync(deliveries + 1);
        Assert.That(queues.Positions.Select(position => position.Number), Is.EqualTo(Enumerable.Repeat(1, deliveries).Append(2)));
    }

    [Test]
    public async Task Copy_OfTheDatabase_KeepsWhatIsNumberedAndBeginsAnotherEpoch()
    {
        var postgres = await TestPostgres.SharedAsync();
        await using var queues = await Queues.BindAsync(_broker);
        await using var copy = await TestService.StartAsync(await postgres.CreateDatabaseAsync(NumberOne), _broker);
        await queues.CameAsync(1);
        Assert.That(await LastAsync(copy), Is.Null, "it has given none itself");

        await copy.PublishAsync(TestMessages.Record());
        await queues.CameAsync(2);

        Assert.That(queues.Positions.Select(position => position.Number), Is.EqualTo(new[] { 1, 1 }));
        Assert.That(queues.Positions[1].Epoch, Is.Not.EqualTo(queues.Positions[0].Epoch));
        Assert.That(await LastAsync(copy), Is.EqualTo(queues.Positions[1]));
    }

    [Test]
    public async Task Epoch_ThatAnOperatorBegins_CountsFromOne()
    {
        await using var service = await TestService.StartAsync(await NewDatabaseAsync(), _broker);
        await using var queues = await Queues.BindAsync(_broker);
        await service.PublishAsync(TestMessages.Record(), TestMessages.Record());
        await queues.CameAsync(2);
        await Eventually.Async(async () => await service.CountAsync("outbox_message") == 0);

        // As docs/operations tells, for a copy that Postgres cannot tell.
        await service.Database.InTransactionAsync(
            transaction => transaction.ExecuteAsync("update outbox_numbers set epoch = gen_random_uuid(), last_number = 0"), CancellationToken.None);
        Assert.That(await LastAsync(service), Is.Null);
        await service.PublishAsync(TestMessages.Record());
        await Eventually.Async(async () => await LastAsync(service) is { Number: 1 }, what: "A first number");

        await Eventually.Async(() => queues.Positions.Select(position => position.Epoch).Distinct().Count() == 2, what: "Another epoch");
        Assert.That(await LastAsync(service), Is.EqualTo(queues.Positions.Single(position => position.Epoch != queues.Positions.MaxBy(other => other.Number)!.Epoch)));
    }

    [Test]
    public async Task Record_OfAnotherVersion_GetsNoNumber()
    {
        await using var service = await TestService.StartAsync(await NewDatabaseAsync(), _broker);
        await using var queues = await Queues.BindAsync(_broker);
        await service.Database.InTransactionAsync(
            transaction => transaction.ExecuteAsync(
                $"insert into outbox_message (message_id, message_type, body) values (gen_random_uuid(), '{typeof(AuditRecorded).FullName}', '[]')"),
            CancellationToken.None);
        await service.PublishAsync(Together(1));

        await queues.CameAsync(1);
        await Eventually.Async(async () => await service.CountAsync("outbox_message where attempts > 0 and first_number is null") == 1);
        Assert.That(queues.Positions.Single().Number, Is.EqualTo(1), "the version that can read it numbers it");
    }

    private static AuditRecordedTogether Together(int count) =>
        new(TimeProvider.System.GetUtcNow(), [.. Enumerable.Range(0, count).Select(_ => (AuditRecorded)TestMessages.Record())]);

    private static Task<ProducerPosition?> LastAsync(TestService service) =>
        service.Database.ReadAsync(connection => connection.LastPositionAsync(), CancellationToken.None);

    private static async Task<string> NewDatabaseAsync() => await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();

    /// <summary>What both types of message brought.</summary>
    private sealed class Queues(RawQueue single, RawQueue together) : IAsyncDisposable
    {
        /// <summary>Of each delivery of each record, those that came alone first.</summary>
        public IReadOnlyList<ProducerPosition> Positions =>
            [.. single.Messages.Concat(together.Messages.SelectMany(message => message.GetProperty("records").EnumerateArray())).Select(PositionOf)];

        public static async Task<Queues> BindAsync(string broker) =>
            new(await RawQueue.BindAsync(broker, typeof(AuditRecorded)), await RawQueue.BindAsync(broker, typeof(AuditRecordedTogether)));

        public Task CameAsync(int count) => Eventually.Async(() => Positions.Count >= count, what: $"{count} records");

        public async ValueTask DisposeAsync()
        {
            await single.DisposeAsync();
            await together.DisposeAsync();
        }

        private static ProducerPosition PositionOf(JsonElement record) =>
            new(record.GetProperty("position").GetProperty("epoch").GetGuid(), record.GetProperty("position").GetProperty("number").GetInt64());
    }
}
