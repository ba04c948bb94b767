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
