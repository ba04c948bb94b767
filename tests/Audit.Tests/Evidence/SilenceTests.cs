using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;

namespace PenguinMails.Audit.Tests.Evidence;

/// <summary>Services and the broker fall silent and are heard again.</summary>
[Category("Component")]
internal sealed class SilenceTests
{
    private const string Exchange = "PenguinMails.Contracts.Messages:ServiceHeartbeat";

    [Test]
    public async Task Service_ThatFallsSilent_IsAnAlertThatEndsByItself()
    {
        await using var service = await AuditService.StartAsync(Settings("00:10:00", "00:00:01"));
        await using var second = await service.StartAnotherAsync();
        await service.BeatAsync("rotation");

        await AlertedAsync(service, "messaging.service_silent", "open");
        Assert.That(await service.ScalarAsync<string>("select severity || ' ' || summary from alert"), Does.StartWith("critical Nothing is heard of rotation"));
        Assert.That(await service.ScalarAsync<int>("select occurrences from alert"), Is.EqualTo(1), "of two instances one raises it");

        await service.BeatAsync("rotation");

        await AlertedAsync(service, "messaging.service_silent", "resolved");
        Assert.That(
            await service.ScalarAsync<string>("select resolved_by || ': ' || summary from alert where state = 'resolved' limit 1"),
            Does.StartWith("audit: Nothing is heard of rotation").And.Contain(" It ended at 20"));
    }

    [Test]
    public async Task Broker_FromWhichNothingComes_IsAnAlertThatEndsByItself()
    {
        await using var service = await AuditService.StartAsync(Settings("00:00:03", "00:10:00"));
        await Eventually.Async(async () => await service.ScalarAsync<bool>("select exists (select from evidence where source = 'broker')"), what: "A heartbeat");
        await using var sender = await MessageSender.ConnectAsync(service.Broker);
        await using var channel = await sender.Connection.CreateChannelAsync();

        await channel.ExchangeUnbindAsync("audit-events", Exchange, "");

        await AlertedAsync(service, "messaging.broker_stuck", "open");
        Assert.That(
            await service.ScalarAsync<string>("select severity || ' ' || summary from alert"),
            Does.StartWith("critical Messages do not get through: ").And.Contain("does not come back from the queue audit-events"));

        await channel.ExchangeBindAsync("audit-events", Exchange, "");

        await AlertedAsync(service, "messaging.broker_stuck", "resolved");
        Assert.That(await service.ScalarAsync<int>("select count(*) from alert where kind <> 'messaging.broker_stuck'"), Is.Zero);
    }

    [Test]
    public async Task DriftChecks_ThatAreLate_AreAnAlertUntilTheyAreDone()
    {
        await using var service = await AuditService.StartAsync(Settings("00:10:00", "00:10:00"));
        var now = TimeProvider.System.GetUtcNow();

        await service.PublishAsync(new ServiceHeartbeat("key-issuance", now, [new LateWork(PeriodicWork.DriftChecks, now.AddHours(-3)), new LateWork("of_tomorrow", now)]));

        await AlertedAsync(service, "drift.checks_silent", "open");
        await service.BeatAsync();
        await AlertedAsync(service, "drift.checks_silent", "resolved");
        Assert.That(await service.ScalarAsync<int>("select count(*) from evidence where source like 'work/%'"), Is.EqualTo(1));
    }

    [Test]
    public async Task Checkpoints_ThatAreNotSigned_AreAnAlertUntilTheyAre()
    {
        var token = Path.Combine(TestFolder.Create("no-token-yet"), "token");
        await using var service = await AuditService.StartAsync(
        [
            .. Settings("00:10:00", "00:10:00"), ("Audit:Evidence:CheckpointSilence", "00:00:01"), ("Audit:CheckpointInterval", "00:00:00.2"), ("Vault:TokenFile", token),
        ]);
        await service.PublishAsync(Records.Record());

        await AlertedAsync(service, "audit.checkpoints_silent", "open");
        File.Copy((await TestVault.SharedAsync()).RootTokenFile, token);
        await AlertedAsync(service, "audit.checkpoints_silent", "resolved");
    }

    private static (string Key, string Value)[] Settings(string broker, string service) =>
    [
        ("Messaging:HeartbeatInterval", "00:00:00.1"),
        ("Audit:Evidence:BrokerSilence", broker),
        ("Audit:Evidence:ServiceSilence", service),
        ("Audit:Evidence:WatchInterval", "00:00:00.05"),
    ];

    private static Task AlertedAsync(AuditService service, string kind, string state) => Eventually.Async(
        async () => await service.ScalarAsync<bool>("select exists (select from alert where kind = @kind and state = @state)", new { kind, state }),
        what: $"The alert {kind} {state}");
}
