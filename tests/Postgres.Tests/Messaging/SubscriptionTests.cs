using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PenguinMails.Contracts.Messages;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Postgres.Tests.Messaging;

[TestFixture]
[Category("Component")]
internal sealed class SubscriptionTests
{
    private const string Queue = "test-events";
    private static readonly string Source = $"{typeof(PreviousVersionRetired).Namespace}:{nameof(PreviousVersionRetired)}";

    /// <summary>MassTransit does not hear of it: without the keeper the service would be deaf until it is started again.</summary>
    [Test]
    public async Task Binding_DeletedAtTheBroker_IsMadeAgain([Values] bool isOfExchange)
    {
        var broker = await (await TestRabbitMq.SharedAsync()).CreateVirtualHostAsync();
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        await using var service = await TestService.StartAsync(
            database,
            broker,
            consumers => consumers.Event<PreviousVersionRetired, RetiredConsumer>(),
            services => services.AddOptions<MessagingOptions>().Configure(options => options.BindingInterval = TimeSpan.FromMilliseconds(200)));
        await service.WaitBoundAsync();
        await using var connection = await BrokerConnection.OpenAsync(broker);
        await using var channel = await connection.CreateChannelAsync();

        await (isOfExchange ? channel.ExchangeUnbindAsync(Queue, Source, "") : channel.QueueUnbindAsync(Queue, Queue, ""));

        await service.PublishAsync(TestMessages.Needed("heard"));
        await Eventually.Async(async () => (await service.HandledAsync()).Count > 0, what: "An event of after the binding was deleted");
    }
}
