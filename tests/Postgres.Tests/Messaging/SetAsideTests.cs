using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using RabbitMQ.Client;

namespace PenguinMails.Postgres.Tests.Messaging;

/// <summary>Messages that were set aside, as the service itself sees them, with the account and permissions that it has in the platform.</summary>
[Category("Component")]
internal sealed class SetAsideTests
{
    private const string Queue = "rotation-events";
    private const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Test]
    public async Task Message_ThatCannotBeHandled_IsReportedUntilItIsHandled()
    {
        var broker = await (await TestRabbitMq.SharedAsync()).CreateVirtualHostAsync();
        await using var rotation = await RotationAsync(broker);
        await Eventually.Async(() => CountOf(rotation) == 0, what: "The empty queue");
        await using var sender = await MessageSender.ConnectAsync(broker);

        await sender.PublishAsync(Broken("first"), PlatformServices.KeyIssuance);

        await Eventually.Async(() => CountOf(rotation) == 1, what: "The message in the report");
        Assert.That(
            Known(rotation).Reasons.Single(),
            Is.EqualTo("1 PreviousVersionRetired from key-issuance (InvalidOperationException: This consumer cannot handle 'broken first' yet.)"));

        BrokenConsumer.IsMended = true;
        var (code, text) = await ActAsync(rotation, "put-back", Queue, "all");
        Assert.That((code, text), Is.EqualTo((0, "message.put_back: 1")));
        await Eventually.Async(async () => (await rotation.HandledAsync()).Contains("broken first"), what: "The message at its consumer, for its sender");
        await Eventually.Async(() => CountOf(rotation) == 0, what: "The end of the report");
    }

    [Test]
    public async Task Message_SetAsideBeforeTheStart_IsReportedListedAndDropped()
    {
        var broker = await (await TestRabbitMq.SharedAsync()).CreateVirtualHostAsync();
        await using var sender = await MessageSender.ConnectAsync(broker);
        await using (await RotationAsync(broker))
        {
            await sender.SendAsync(Queue, TestMessages.Optional("of another type"), PlatformServices.KeyIssuance);
            await Eventually.Async(async () => await CountAsync(sender) == 1, what: "The message set aside");
        }

        await using var channel = await sender.Connection.CreateChannelAsync();
        await channel.BasicPublishAsync(
            Queue + "_error", "", mandatory: true, new BasicProperties { Headers = Headers("\u001B[2J\u202Etidy") }, "not JSON"u8.ToArray());
        await using var rotation = await RotationAsync(broker);

        await Eventually.Async(() => CountOf(rotation) == 2, what: "Both in the report");
        var list = (await ActAsync(rotation, "list")).Text.Split('\n');
        Assert.That(list[0].Trim(), Is.EqualTo($"{Queue}: 2"));
        Assert.That(list[1], Does.Contain(" SecretRevealed from key-issuance, ").And.Contain("  NoConsumer"));
        Assert.That(list[2], Does.Contain(" unreadable from identity, 8 bytes  Broken: ").And.EndWith("\uFFFD[2J\uFFFDtidy"));
        var handle = list[2].Trim().Split(' ')[0];
        Assert.That((await ActAsync(rotation, "show", Queue, handle)).Text, Does.EndWith("\nnot JSON"));

        Assert.That((await ActAsync(rotation, "drop", Queue, handle)).Code, Is.EqualTo(2), "without a reason");
        Assert.That((await ActAsync(rotation, "drop", Queue, "000000000000", "no use")).Code, Is.EqualTo(1));
        Assert.That((await ActAsync(rotation, "drop", "audit-events", handle, "no use")).Code, Is.EqualTo(2), "another service's queue");
        await using var records = await RawQueue.BindAsync(broker, typeof(AuditRecorded));
        Assert.That(await ActAsync(rotation, "drop", Queue, handle, "no use"), Is.EqualTo((0, "message.drop: 1")));

        await Eventually.Async(() => CountOf(rotation) == 1, what: "The other one in the report");
        await Eventually.Async(
            () => records.Messages.Any(record => record.GetProperty("action").GetString() == "message.drop" && record.GetProperty("reason").GetString() == "no use"
                && record.GetProperty("details").GetProperty("queue").GetString() == Queue),
            what: "The record");
    }

    [Test]
    public async Task Message_ThatAServiceLooksAt_IsDroppedAMomentLater()
    {
        var broker = await (await TestRabbitMq.SharedAsync()).CreateVirtualHostAsync();
        await using var rotation = await RotationAsync(broker);
        await using var sender = await MessageSender.ConnectAsync(broker);
        await sender.SendAsync(Queue, TestMessages.Optional("of another type"), PlatformServices.KeyIssuance);
        await Eventually.Async(() => CountOf(rotation) == 1, what: "The message in the report");
        await using var channel = await sender.Connection.CreateChannelAsync();
        var held = await Eventually.GetAsync(() => channel.BasicGetAsync(Queue + "_error", autoAck: false), got => got is not null);

        var dropping = ActAsync(rotation, "drop", Queue, "all", "no use");
        await Task.Delay(TimeSpan.FromSeconds(1));
        await channel.BasicNackAsync(held!.DeliveryTag, multiple: false, requeue: true);

        Assert.That(await dropping, Is.EqualTo((0, "message.drop: 1")));
    }

    [Test]
    public async Task Message_ThatIsForged_IsNotReported_AndStaysForgedWhenPutBack()
    {
        var broker = await (await TestRabbitMq.SharedAsync()).CreateVirtualHostAsync();
        await using var rotation = await RotationAsync(broker);
        await using var alerts = await RawQueue.BindAsync(broker, typeof(AlertRaised));
        await using var sender = await MessageSender.ConnectAsync(broker);

        await sender.PublishAsync(TestMessages.Needed("forged"), "subscriber");
        await Eventually.Async(async () => await CountAsync(sender) == 1, what: "The message set aside");
        await sender.PublishAsync(Broken("forever"), PlatformServices.KeyIssuance);
        await Eventually.Async(() => CountOf(rotation) == 1, what: "The other message in the report");
        Assert.That(Known(rotation).Reasons.Single(), Does.StartWith("1 PreviousVersionRetired from key-issuance "));

        await ActAsync(rotation, "put-back", Queue, "all");

        await Eventually.Async(() => alerts.Messages.Count(alert => alert.GetProperty("summary").GetString()!.StartsWith("'subscriber' sent", StringComparison.Ordinal)) == 2, what: "The alert again");
        Assert.That(await rotation.HandledAsync(), Is.Empty);
    }

    [Test]
    public async Task Message_WithAnExpirationAndHeadersThatFillAFrame_StopsNothingAndIsKept()
    {
        var broker = await (await TestRabbitMq.SharedAsync()).CreateVirtualHostAsync();
        await using var rotation = await RotationAsync(broker);
        await using var sender = await MessageSender.ConnectAsync(broker);
        await using var channel = await sender.Connection.CreateChannelAsync();
        var properties = new BasicProperties
        {
            ContentType = "application/vnd.masstransit+json",
            UserId = PlatformServices.KeyIssuance,
            Expiration = "3600000",
            Priority = 9,
            ReplyTo = "audit-events",
            DeliveryMode = DeliveryModes.Transient,
            // A frame of the broker has 131,072 bytes.
            Headers = new Dictionary<string, object?>(StringComparer.Ordinal) { ["filler"] = new string('x', 130_700), ["sent-by"] = "identity", ["traceparent"] = Trace },
        };
        await channel.BasicPublishAsync(
            MessageSender.ExchangeOf(typeof(PreviousVersionRetired)), "", mandatory: true, properties,
            JsonSerializer.SerializeToUtf8Bytes(
                new { messageId = Guid.CreateVersion7(), messageType = new[] { MessageSender.UrnOf(typeof(PreviousVersionRetired)) }, message = Broken("forever") },
                JsonSerializerOptions.Web));
        await sender.PublishAsync(Broken("forever"), PlatformServices.KeyIssuance);

        await Eventually.Async(async () => await CountAsync(sender) == 2, what: "Both set aside");
        await Eventually.Async(() => CountOf(rotation) == 2, what: "Both in the report");
        Assert.That(await ActAsync(rotation, "put-back", Queue, "all"), Is.EqualTo((0, "message.put_back: 2")));
        await Eventually.Async(async () => await CountAsync(sender) == 2, what: "Both set aside again");

        var kept = await Eventually.GetAsync(
            () => channel.BasicGetAsync(Queue + "_error", autoAck: true), got => got?.BasicProperties.Headers!.ContainsKey("traceparent") == true);
        var carried = kept!.BasicProperties;
        Assert.That((carried.IsExpirationPresent(), carried.IsReplyToPresent(), carried.IsPriorityPresent(), carried.Persistent), Is.EqualTo((false, false, false, true)));
        Assert.That(
            carried.Headers!.Keys.Where(name => !name.StartsWith("x-", StringComparison.Ordinal)), // of the broker and its client
            Is.EquivalentTo(["traceparent", "sent-by", "set-aside-at", "MT-Fault-ExceptionType", "MT-Fault-Message"]));
        Assert.That(
            (SetAsideHeaders.Text(carried, "sent-by"), SetAsideHeaders.Text(carried, "traceparent")), Is.EqualTo((PlatformServices.KeyIssuance, Trace)));
    }

    [TestCase(PlatformServices.KeyIssuance, ExpectedResult = PlatformServices.KeyIssuance)]
    [TestCase(null, ExpectedResult = null)]
    public string? Sender_OfADeadLetter_IsWhoTheBrokerSays_WhateverItsHeaderClaims(string? userId)
    {
        var properties = new BasicProperties
        {
            UserId = userId,
            Headers = new Dictionary<string, object?>
            {
                ["sent-by"] = "identity"u8.ToArray(),
                ["x-death"] = new List<object> { new Dictionary<string, object> { ["queue"] = "rotation-events"u8.ToArray() } },
            },
        };

        return SetAsideHeaders.SenderOfSetAside(properties, Queue, new BrokerAccount(PlatformServices.Rotation));
    }

    [TestCase(PlatformServices.Rotation, ExpectedResult = "identity")]
    [TestCase(PlatformServices.KeyIssuance, ExpectedResult = PlatformServices.KeyIssuance)]
    public string? Sender_OfAMessageForSomebodyElse_IsBelievedFromTheServiceItselfAlone(string userId) => SetAsideHeaders.SenderOf(
        new BasicProperties { UserId = userId, Headers = Headers(reason: "") }, new BrokerAccount(PlatformServices.Rotation));

    private static Dictionary<string, object?> Headers(string reason) => new(StringComparer.Ordinal)
    {
        ["sent-by"] = Encoding("identity"),
        ["MT-Fault-ExceptionType"] = Encoding("Broken"),
        ["MT-Fault-Message"] = Encoding(reason),
    };

    private static byte[] Encoding(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static PreviousVersionRetired Broken(string label) => TestMessages.Needed("broken " + label);

    private static SetAsideMessages Known(TestService service) => service.Get<SetAsideWatch>().Known.Single();

    private static int? CountOf(TestService service) => service.Get<SetAsideWatch>().Known.SingleOrDefault()?.Count;

    private static Task<(int Code, string Text)> ActAsync(TestService service, params string[] args) =>
        ActivatorUtilities.CreateInstance<SetAsideActions>(service.Services).RunAsync(args, "usage");

    private static async Task<uint> CountAsync(MessageSender sender)
    {
        await using var channel = await sender.Connection.CreateChannelAsync();
        return await channel.MessageCountAsync(Queue + "_error");
    }

    private static async Task<TestService> RotationAsync(string broker)
    {
        var service = await TestService.StartAsync(
            await (await TestPostgres.SharedAsync()).CreateDatabaseAsync(),
            (await TestRabbitMq.SharedAsync()).As(broker, PlatformServices.Rotation),
            consumers => consumers.Event<PreviousVersionRetired, BrokenConsumer>(),
            services =>
            {
                services.AddSingleton<SenderRules>();
                services.AddSingleton(new AuditTrail(PlatformServices.Rotation, TimeProvider.System));
                services.AddOptions<MessagingOptions>().Configure(options => options.SetAsideInterval = TimeSpan.FromMilliseconds(100));
                services.AddHostedService(provider => provider.GetRequiredService<SetAsideWatch>());
            },
            PlatformServices.Rotation);
        await service.WaitBoundAsync();
        return service;
    }
}
