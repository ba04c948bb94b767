using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using RabbitMQ.Client.Exceptions;

namespace PenguinMails.Postgres.Tests.Messaging;

/// <summary>Services with the accounts and permissions that they have in the platform, and others that forge.</summary>
[Parallelizable(ParallelScope.Self)] // its tests count what one queue holds
[Category("Component")]
internal sealed class SenderTests
{
    private TestRabbitMq _rabbit = null!;
    private string _broker = null!;
    private TestService _rotation = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _rabbit = await TestRabbitMq.SharedAsync();
        _broker = await _rabbit.CreateVirtualHostAsync();
        _rotation = await ServiceAsync(PlatformServices.Rotation, consumers => consumers.Event<PreviousVersionRetired, RetiredConsumer>());
        await _rotation.WaitBoundAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _rotation.DisposeAsync();

    [Test]
    public async Task Event_OfTheServiceThatSendsIt_IsTaken()
    {
        await using var keyIssuance = await ServiceAsync(PlatformServices.KeyIssuance);

        await keyIssuance.PublishAsync(TestMessages.Needed("honest"));

        await Eventually.Async(async () => (await _rotation.HandledAsync()).Contains("honest"), what: "The event at its consumer");
    }

    [TestCase(PlatformServices.Identity)]
    [TestCase("subscriber")]
    [TestCase(null)]
    public async Task Event_OfSomebodyElse_IsSetAsideAndAlerted(string? sender)
    {
        var label = $"forged by {sender}";
        await using var alerts = await RawQueue.BindAsync(_broker, typeof(AlertRaised));
        await using var forger = await MessageSender.ConnectAsync(_broker);
        var before = await SetAsideAsync(forger);

        await forger.PublishAsync(TestMessages.Needed(label), sender);

        await Eventually.Async(
            () => alerts.Messages.Any(alert => alert.GetProperty("kind").GetString() == "messaging.forged"
                && alert.GetProperty("summary").GetString()!.Contains(sender is null ? "without a sender" : $"'{sender}'")),
            what: "The alert");
        await Eventually.Async(async () => await SetAsideAsync(forger) == before + 1, what: "The evidence");
        Assert.That(await _rotation.HandledAsync(), Has.None.EqualTo(label));
    }

    [TestCaseSource(nameof(Disguises))]
    public async Task Event_InAnEnvelopeThatNoServiceSends_IsSetAsideAndAlerted(string label, Func<string, object> envelope, string exchange, string alert)
    {
        await using var alerts = await RawQueue.BindAsync(_broker, typeof(AlertRaised));
        await using var forger = await MessageSender.ConnectAsync(_broker);
        var before = await SetAsideAsync(forger);

        await forger.SendEnvelopeAsync(exchange, envelope(label), PlatformServices.KeyIssuance);

        await Eventually.Async(async () => await SetAsideAsync(forger) == before + 1, what: "The evidence");
        await Eventually.Async(() => alerts.Messages.Any(raised => raised.GetProperty("summary").GetString()!.Contains(alert)), what: "The alert");
        Assert.That(await _rotation.HandledAsync(), Has.None.EqualTo(label));
    }

    private static IEnumerable<TestCaseData> Disguises()
    {
        var (urn, exchange) = (MessageSender.UrnOf(typeof(PreviousVersionRetired)), MessageSender.ExchangeOf(typeof(PreviousVersionRetired)));
        return
        [
            Case("letter case", exchange, "names its type as no service does", urn.ToLowerInvariant()),
            Case("letter case beside", exchange, "names its type as no service does", urn, urn.ToUpperInvariant()),
            Case("two types", exchange, "names its type as no service does", urn, MessageSender.UrnOf(typeof(SecretIssued))),
            Case("unknown beside known", exchange, "names its type as no service does", urn, urn + "d"),
            Case("wrong exchange", "rotation-events", "which is not for that type", urn),
            Answered("faultAddress"),
            Answered("responseAddress"),
        ];

        static TestCaseData Case(string label, string exchange, string alert, params string[] types) => new TestCaseData(
            label, (string text) => (object)new { messageId = Guid.CreateVersion7(), messageType = types, message = TestMessages.Needed(text) }, exchange, alert)
            .SetArgDisplayNames(label);

        TestCaseData Answered(string address) => new TestCaseData(
            address,
            (string text) => (object)new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["messageType"] = new[] { urn },
                ["message"] = TestMessages.Needed(text),
                [address] = "exchange:audit-events?type=fanout&durable=true",
            },
            exchange,
            "asks for an answer").SetArgDisplayNames(address);
    }

    [Test]
    public async Task Event_WithoutAMessageId_ThatAsksForAReportOfItsFailure_StopsNothing()
    {
        await using var sender = await MessageSender.ConnectAsync(_broker);
        var before = await SetAsideAsync(sender);
        var urn = MessageSender.UrnOf(typeof(PreviousVersionRetired));

        // An envelope that cannot be read names the address all the same.
        await sender.SendEnvelopeAsync(
            MessageSender.ExchangeOf(typeof(PreviousVersionRetired)),
            new { messageType = new[] { urn }, message = "no object", faultAddress = "exchange:audit-events?type=fanout&durable=true" },
            PlatformServices.KeyIssuance);
        await sender.PublishAsync(TestMessages.Needed("behind it"), PlatformServices.KeyIssuance);

        await Eventually.Async(async () => await SetAsideAsync(sender) == before + 1, what: "The evidence");
        await Eventually.Async(async () => (await _rotation.HandledAsync()).Contains("behind it"), what: "The next message");
    }

    [Test]
    public async Task Event_ThatLacksWhatItsTypePromises_IsSetAsideWithWhatIsMissing()
    {
        await using var sender = await MessageSender.ConnectAsync(_broker);
        var before = await SetAsideAsync(sender);

        await sender.PublishAsync(TestMessages.Needed("without a secret") with { Secret = null! }, PlatformServices.KeyIssuance);

        await Eventually.Async(async () => await SetAsideAsync(sender) == before + 1, what: "The evidence");
        Assert.That(await _rotation.HandledAsync(), Has.None.EqualTo("without a secret"));
    }

    [Test]
    public async Task Message_OfATypeThatTheQueueDoesNotTake_IsSetAside()
    {
        await using var sender = await MessageSender.ConnectAsync(_broker);
        var before = await SetAsideAsync(sender);

        await sender.SendAsync("rotation-events", TestMessages.Optional("nobody takes it"), PlatformServices.KeyIssuance);

        await Eventually.Async(async () => await SetAsideAsync(sender) == before + 1, what: "The message among those set aside");
    }

    [TestCase(PlatformServices.Rotation)]
    [TestCase(PlatformServices.Identity)]
    [TestCase("subscriber")]
    public async Task Account_StatingAnotherAsSender_IsRefusedByTheBroker(string account)
    {
        await using var forger = await MessageSender.ConnectAsync(_rabbit.As(_broker, account));

        var refusal = Assert.CatchAsync<Exception>(() => forger.PublishAsync(
            new IncidentRaised(Guid.CreateVersion7(), Guid.CreateVersion7(), null, null, "forged", null, TimeProvider.System.GetUtcNow()),
            PlatformServices.KeyIssuance))!;

        Assert.That(await refusal, Is.InstanceOf<AlreadyClosedException>().Or.InstanceOf<OperationInterruptedException>());
    }

    [TestCaseSource(nameof(Trespasses))]
    public async Task Account_OnWhatIsNotItsOwn_IsRefusedByTheBroker(string account, Trespass trespass)
    {
        await using var somebody = await MessageSender.ConnectAsync(_rabbit.As(_broker, account));
        await using var channel = await somebody.Connection.CreateChannelAsync();

        var refusal = await Assert.CatchAsync<OperationInterruptedException>(() => trespass.Act(channel));

        Assert.That(refusal!.ShutdownReason!.ReplyCode, Is.EqualTo(403), refusal.Message);
    }

    private static IEnumerable<TestCaseData> Trespasses() =>
        from account in PlatformServices.All.Append("subscriber")
        from trespass in Trespass.All
        where trespass.Owner != account
        select new TestCaseData(account, trespass).SetArgDisplayNames(account, trespass.Name);

    private static async Task<uint> SetAsideAsync(MessageSender sender)
    {
        await using var channel = await sender.Connection.CreateChannelAsync();
        return await channel.MessageCountAsync("rotation-events_error");
    }

    private async Task<TestService> ServiceAsync(string name, Action<MessagingBuilder>? consumers = null) => await TestService.StartAsync(
        await (await TestPostgres.SharedAsync()).CreateDatabaseAsync(),
        _rabbit.As(_broker, name),
        consumers,
        services => services.AddSingleton<SenderRules>(),
        name);
}
