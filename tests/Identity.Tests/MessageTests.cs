using System.Text.Json;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.TestKit;
using RabbitMQ.Client;

namespace PenguinMails.Identity.Tests;

[Category("Component")]
internal sealed class MessageTests : IdentityFixture
{
    [Test]
    public async Task AuditRecord_OfASignIn_ReachesWhoeverIsBoundAndLeavesTheOutbox()
    {
        var user = await Server.NewUserAsync();
        await Server.SignInAsync(user);
        await using var connection = await new ConnectionFactory { Uri = new Uri((await Platform.SharedAsync()).Broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync("PenguinMails.Contracts.Messages:AuditRecorded", ExchangeType.Fanout, durable: true);
        await channel.QueueDeclareAsync("ledger", durable: true, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync("ledger", "PenguinMails.Contracts.Messages:AuditRecorded", "");

        await Eventually.Async(
            async () =>
            {
                var delivery = await channel.BasicGetAsync("ledger", autoAck: true);
                return delivery is not null && JsonDocument.Parse(delivery.Body).RootElement.GetProperty("message") is var record
                    && record.GetProperty("action").GetString() == "sign_in" && record.GetProperty("outcome").GetString() == "success"
                    && record.GetProperty("actor").GetProperty("user").GetString() == user.Email;
            },
            TimeSpan.FromSeconds(30));
        await Eventually.Async(async () => (await Server.AuditOfAsync(user.Email)).Count == 0);
        await channel.QueueDeleteAsync("ledger");
    }
}
