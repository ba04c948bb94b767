using Dapper;
using Npgsql;
using NUnit.Framework;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;

namespace PenguinMails.Postgres.Tests.Messaging;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class InboxTests
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
    public async Task Once_SameMessageManyTimesAtOnce_WorksOnce()
    {
        await using var service = await TestService.StartAsync(_database, _broker);
        var messageId = Guid.CreateVersion7();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => service.Database.OnceAsync(
            messageId,
            "test",
            transaction => transaction.ExecuteAsync("insert into handled (label) values ('effect')"),
            CancellationToken.None)));

        Assert.That(answers.Count(wasFirst => wasFirst), Is.EqualTo(1));
        Assert.That(await service.HandledAsync(), Is.EqualTo(["effect"]));
    }

    [Test]
    public async Task Once_WorkFails_MayBeTriedAgain()
    {
        await using var service = await TestService.StartAsync(_database, _broker);
        var messageId = Guid.CreateVersion7();

        Assert.That(
            () => service.Database.OnceAsync(messageId, "test", _ => throw new TimeoutException("for the test"), CancellationToken.None),
            Throws.TypeOf<TimeoutException>());

        Assert.That(
            await service.Database.OnceAsync(
                messageId, "test", transaction => transaction.ExecuteAsync("insert into handled (label) values ('effect')"), CancellationToken.None),
            Is.True);
    }

    [Test]
    public async Task Consume_TwoInstances_EachMessageOnce()
    {
        await using var first = await TestService.StartAsync(_database, _broker, c => c.Event<PreviousVersionRetired, RetiredConsumer>());
        await using var second = await TestService.StartAsync(_database, _broker, c => c.Event<PreviousVersionRetired, RetiredConsumer>());
        var labels = Enumerable.Range(0, 200).Select(number => $"{number}").ToList();

        await first.PublishAsync(labels.Select(TestMessages.Needed));

        await Eventually.Async(async () => (await first.HandledAsync()).Count >= labels.Count);
        Assert.That(await first.HandledAsync(), Is.EquivalentTo(labels));
    }

    [Test]
    public async Task Consume_DatabaseEndsTheTransaction_IsTriedAgainAndNotSetAside()
    {
        await using var service = await TestService.StartAsync(_database, _broker, c => c.Event<SecretRevealed, RevealedConsumer>());
        await service.WaitBoundAsync();
        string[] codes = ["25P03", "57P01", "57014", "25006", "40001"]; // silent for too long, an administrator, cancelled, read only, a conflict

        foreach (var code in codes)
        {
            await service.PublishAsync(TestMessages.Optional($"ended {code}"));
            await Eventually.Async(async () => (await service.HandledAsync()).Contains($"ended {code}"), what: code);
        }
    }

    [Test]
    public async Task Consume_CancelledForAnotherMessage_IsTriedAgainAndNotSetAside()
    {
        await using var service = await TestService.StartAsync(_database, _broker, c => c.Event<SecretRevealed, RevealedConsumer>());
        await service.WaitBoundAsync();

        await service.PublishAsync(TestMessages.Optional("cancelled"));

        await Eventually.Async(async () => (await service.HandledAsync()).Contains("cancelled"));
    }

    [Test]
    public async Task Consume_BeforeTheSchemaIsThere_Waits()
    {
        await using (var earlier = await TestService.StartAsync(_database, _broker, c => c.Event<SecretRevealed, RevealedConsumer>()))
        {
            await earlier.WaitBoundAsync();
        }

        await using var sender = await TestService.StartAsync(_database, _broker, name: "sender");
        await sender.PublishAsync(TestMessages.Optional("early"));
        var unmigrated = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        await using var otherInstance = new NpgsqlConnection(unmigrated);
        await otherInstance.OpenAsync();
        await otherInstance.ExecuteAsync("select pg_advisory_lock(@MigrationLock)", new { Migrator.MigrationLock });
        await using var connection = await BrokerConnection.OpenAsync(_broker);
        await using var channel = await connection.CreateChannelAsync();
        await Eventually.Async(async () => await channel.MessageCountAsync("test-events") == 1, what: "The message in the queue");

        var starting = TestService.StartAsync(unmigrated, _broker, c => c.Event<SecretRevealed, RevealedConsumer>());
        await Eventually.Async(async () => await channel.MessageCountAsync("test-events") == 0, what: "The message in the service's hands");
        await otherInstance.ExecuteAsync("select pg_advisory_unlock(@MigrationLock)", new { Migrator.MigrationLock });

        await using var service = await starting;
        await Eventually.Async(async () => (await service.HandledAsync()).Contains("early"));
    }

    [Test]
    public async Task Consume_MessageThatCannotBeHandled_IsSetAsideAndOthersGoOn()
    {
        await using var service = await TestService.StartAsync(_database, _broker, c => c.Event<SecretRevealed, RevealedConsumer>());
        await service.WaitBoundAsync();

        await service.PublishAsync(TestMessages.Optional("before"), TestMessages.Optional("poison"), TestMessages.Optional("after"));

        await using var connection = await BrokerConnection.OpenAsync(_broker);
        await Eventually.Async(
            async () =>
            {
                await using var channel = await connection.CreateChannelAsync();
                return await channel.MessageCountAsync("test-events_error") == 1;
            },
            what: "The poison in the error queue");
        await Eventually.Async(async () => (await service.HandledAsync()).Count == 2);
        Assert.That(await service.HandledAsync(), Is.EquivalentTo(["before", "after"]), "the effect of the poison was rolled back");
    }
}
