using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using RabbitMQ.Client;

namespace PenguinMails.Postgres.Tests.Messaging;

/// <summary>Something at the broker that only one account may do, or none.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Owner">Who may; null: nobody.</param>
/// <param name="Act">Does it.</param>
internal sealed record Trespass(string Name, string? Owner, Func<IChannel, Task> Act)
{
    public static IEnumerable<Trespass> All =>
    [
        new("take messages from rotation's queue", PlatformServices.Rotation, channel => channel.BasicGetAsync("rotation-events", autoAck: true)),
        new("empty rotation's queue", PlatformServices.Rotation, channel => channel.QueuePurgeAsync("rotation-events")),
        new("delete rotation's queue", PlatformServices.Rotation, channel => channel.QueueDeleteAsync("rotation-events")),
        new("take what audit has set aside", PlatformServices.Audit, channel => channel.BasicGetAsync("audit-events_error", autoAck: true)),
        new("listen to audit records", PlatformServices.Audit, channel => channel.QueueBindAsync("rotation-events", Exchange<AuditRecorded>(), "")),
        new("subscribe to audit records", PlatformServices.Audit, async channel =>
        {
            await channel.QueueDeclareAsync("subscriber.records", durable: true, exclusive: false, autoDelete: false);
            await channel.QueueBindAsync("subscriber.records", Exchange<AuditRecorded>(), "");
        }),
        new("put a message straight into rotation's queue", null, async channel =>
        {
            await channel.BasicPublishAsync("", "rotation-events", ReadOnlyMemory<byte>.Empty);
            await channel.QueueDeclarePassiveAsync("rotation-events"); // the refusal comes with the next answer
        }),
        new("send a retirement", PlatformServices.KeyIssuance, async channel =>
        {
            await channel.ExchangeDeclarePassiveAsync(Exchange<PreviousVersionRetired>());
            await channel.BasicPublishAsync(Exchange<PreviousVersionRetired>(), "", ReadOnlyMemory<byte>.Empty);
            await channel.ExchangeDeclarePassiveAsync(Exchange<PreviousVersionRetired>());
        }),
        new("make a queue of any name", null, channel => channel.QueueDeclareAsync("mine", durable: true, exclusive: false, autoDelete: false)),
    ];

    private static string Exchange<T>() => $"{typeof(T).Namespace}:{typeof(T).Name}";
}
