using Microsoft.Extensions.Diagnostics.HealthChecks;
using NUnit.Framework;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;

namespace PenguinMails.Postgres.Tests.Messaging;

/// <summary>Servers that go away and come back. Each test has its own.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class OutageTests
{
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(3);

    [Test]
    public async Task Broker_StoppedForAWhile_LosesNothingAndKeepsTheOrder()
    {
        await using var rabbit = await TestRabbitMq.StartAsync();
        var broker = await rabbit.CreateVirtualHostAsync();
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        await using var service = await TestService.StartAsync(database, broker, c => c.Event<PreviousVersionRetired, RetiredConsumer>());
        await using (await RawQueue.BindAsync(broker, typeof(PreviousVersionRetired), "watch"))
        {
            // From now on the queue collects.
        }
        await service.WaitBoundAsync(); // else the watching queue alone takes the first message, and nobody waits for the service's

        await service.PublishAsync(TestMessages.Needed("0"));
        await Eventually.Async(async () => (await service.HandledAsync()).Count == 1);

        await Eventually.Async(async () => (await service.HealthAsync()).Status == HealthStatus.Healthy);
        rabbit.Pause(); // as a memory alarm does: it accepts what is sent, and confirms nothing
        await service.PublishAsync(TestMessages.Optional("unconfirmed"));
        await service.Database.InTransactionAsync(
            transaction => transaction.ExecuteAsync("update outbox_message set created_at = created_at - interval '1 minute'"), CancellationToken.None);
        await DegradedAsync(service, "broker", "RabbitMQ takes no messages");
        await DegradedAsync(service, "outbox", "RabbitMQ takes no messages");
        rabbit.Resume();
        await Eventually.Async(async () => (await service.HealthAsync()).Status == HealthStatus.Healthy);

        // An orderly stop: RabbitMQ 3.10 forgets a quorum queue that is killed within half a second of its first declaration.
        await rabbit.StopAsync();
        for (var number = 1; number <= 20; number++)
        {
            await service.PublishAsync(TestMessages.Needed($"{number}")); // requests keep working
        }

        Assert.That(await service.CountAsync("outbox_message"), Is.EqualTo(20));
        await DegradedAsync(service, "broker", "RabbitMQ does not answer");
        await rabbit.StartAgainAsync();

        await Eventually.Async(async () => (await service.HandledAsync()).Count >= 21, Recovery);
        var sent = Enumerable.Range(0, 21).Select(number => $"{number}").ToList();
        Assert.That(await service.HandledAsync(), Is.EquivalentTo(sent));
        await using var watch = await RawQueue.BindAsync(broker, typeof(PreviousVersionRetired), "watch");
        await Eventually.Async(() => watch.Labels.Distinct().Count() >= sent.Count); // some may come twice
        Assert.That(watch.Labels.Distinct(), Is.EqualTo(sent), "a delivery may be repeated after an outage, not overtaken");
        await Eventually.Async(async () => await service.CountAsync("outbox_message") == 0, Recovery);
        await Eventually.Async(async () => (await service.HealthAsync()).Status == HealthStatus.Healthy, Recovery);
    }

    private static Task DegradedAsync(TestService service, string check, string why) => Eventually.Async(
        async () => await service.HealthAsync() is { Status: HealthStatus.Degraded, Wrong: var wrong }
            && wrong.GetValueOrDefault(check)?.Contains(why, StringComparison.Ordinal) == true,
        Recovery,
        $"A degraded {check}");

    [Test]
    public async Task Postgres_StoppedWhileConsuming_MessagesAreHandledWhenItIsBack()
    {
        var rabbit = await TestRabbitMq.SharedAsync();
        var broker = await rabbit.CreateVirtualHostAsync();
        await using var postgres = await TestPostgres.StartAsync(durable: true);
        var consumers = await postgres.CreateDatabaseAsync();
        await using var consumer = await TestService.StartAsync(consumers, broker, c => c.Event<PreviousVersionRetired, RetiredConsumer>());
        var publishers = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        await using var publisher = await TestService.StartAsync(publishers, broker, name: "publisher");
        var labels = Enumerable.Range(0, 60).Select(number => $"{number}").ToList();

        await publisher.PublishAsync(labels.Take(30).Select(TestMessages.Needed));
        await Eventually.Async(async () => (await consumer.HandledAsync()).Count > 0);
        await postgres.KillAsync();
        await publisher.PublishAsync(labels.Skip(30).Select(TestMessages.Needed));
        await Eventually.Async(async () => await publisher.CountAsync("outbox_message") == 0);
        await postgres.StartAgainAsync();

        await Eventually.Async(async () => (await consumer.HandledAsync()).Count >= labels.Count, Recovery);
        Assert.That(await consumer.HandledAsync(), Is.EquivalentTo(labels));
    }
}
