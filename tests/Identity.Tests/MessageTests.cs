using System.Text.Json;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.TestKit;
using RabbitMQ.Client;

namespace PenguinMails.Identity.Tests;

[Category("Component")]
internal sealed class MessageTests : IdentityFixture
{
    // Records that wait beside each other are sent together.
    private static readonly string[] Exchanges = ["PenguinMails.Contracts.Messages:AuditRecorded", "PenguinMails.Contracts.Messages:AuditRecordedTogether"];

    [Test]
    public async Task AuditRecord_OfASignIn_ReachesWhoeverIsBoundAndLeavesTheOutbox()
    {
        var user = await Server.NewUserAsync();
        await Server.SignInAsync(user);
        await using var connection = await BrokerConnection.OpenAsync((await Platform.SharedAsync()).Broker);
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync("ledger", durable: true, exclusive: false, autoDelete: false);
        foreach (var exchange in Exchanges)
        {
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
            await channel.QueueBindAsync("ledger", exchange, "");
        }

        await Eventually.Async(
            async () =>
            {
                var delivery = await channel.BasicGetAsync("ledger", autoAck: true);
                return delivery is not null && RecordsOf(JsonDocument.Parse(delivery.Body).RootElement.GetProperty("message")).Any(record =>
                    record.GetProperty("action").GetString() == "sign_in" && record.GetProperty("outcome").GetString() == "success"
                    && record.GetProperty("actor").GetProperty("user").GetString() == user.Email);
            },
            what: "The record of the sign-in");
        await Eventually.Async(async () => (await Server.AuditOfAsync(user.Email)).Count == 0);
        await channel.QueueDeleteAsync("ledger");
    }

    private static IEnumerable<JsonElement> RecordsOf(JsonElement message) =>
        message.TryGetProperty("records", out var together) ? together.EnumerateArray() : [message];
}
