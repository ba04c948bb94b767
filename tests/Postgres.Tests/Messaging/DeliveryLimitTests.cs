using NUnit.Framework;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Postgres.Tests.Messaging;

/// <summary>A message that ends whoever takes it.</summary>
[Category("Component")]
internal sealed class DeliveryLimitTests
{
    [Test]
    public async Task Message_HandedOutAgainAndAgain_IsSetAsideAndNotLost()
    {
        var rabbit = await TestRabbitMq.SharedAsync();
        var broker = await rabbit.CreateVirtualHostAsync();
        await using (var service = await TestService.StartAsync(
            await (await TestPostgres.SharedAsync()).CreateDatabaseAsync(),
            broker,
            consumers => consumers.Event<PreviousVersionRetired, RetiredConsumer>(),
            name: PlatformServices.Rotation))
        {
            await service.WaitBoundAsync(); // its queue is as services declare it
        }

        await using var sender = await MessageSender.ConnectAsync(broker);
        await sender.PublishAsync(TestMessages.Needed("deadly"), PlatformServices.KeyIssuance);
        await using var channel = await sender.Connection.CreateChannelAsync();
        var deliveries = 0;
        while (await channel.BasicGetAsync("rotation-events", autoAck: false) is { } delivery)
        {
            deliveries++;
            await channel.BasicNackAsync(delivery.DeliveryTag, multiple: false, requeue: true);
        }

        Assert.That(deliveries, Is.InRange(100, 102));
        await Eventually.Async(async () => await channel.MessageCountAsync("rotation-events_error") == 1, what: "The message among those set aside");
        var setAside = SetAsideMessage.Of((await channel.BasicGetAsync("rotation-events_error", autoAck: true))!, "rotation-events", new BrokerAccount(PlatformServices.Rotation));
        Assert.That((setAside.Kind, setAside.Sender, setAside.TypeName), Is.EqualTo(("DeliveryLimit", PlatformServices.KeyIssuance, nameof(PreviousVersionRetired))));
    }
}
