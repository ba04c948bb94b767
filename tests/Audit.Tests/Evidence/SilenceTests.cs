using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;
using RabbitMQ.Client;

namespace PenguinMails.Audit.Tests.Evidence;

/// <summary>Services and the broker fall silent and are heard again.</summary>
[Category("Component")]
internal sealed class SilenceTests
{
    private const string Rotation = "Nothing is heard of rotation, ";
    private const string Exchange = "PenguinMails.Contracts.Messages:ServiceHeartbeat";

    [Test]
    public async Task Service_ThatFallsSilent_IsAnAlertThatEndsByItself()
    {
        await using var service = await AuditService.StartAsync(Settings("00:10:00", "00:00:01"));
        await using var second = await service.StartAnotherAsync();
        await service.BeatAsync("rotation");

        await AlertedAsync(service, "messaging.service_silent", "open", Rotation);
        Assert.That(
            await service.ScalarAsync<string>("select severity || ' ' || occurrences from alert where summary like @Rotation || '%'", new { Rotation }),
            Is.EqualTo("critical 1"), "of two instances one raises it");

        await service.BeatAsync("rotation");

        await AlertedAsync(service, "messaging.service_silent", "resolved", Rotation);
        Assert.That(
            await service.ScalarAsync<string>("select resolved_by || ': ' || summary from alert where state = 'resolved' and summary like @Rotation || '%' limit 1", new { Rotation }),
            Does.StartWith("audit: ").And.Contain(" It ended at 20"));
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
            Does.StartWith("critical Messages do not get through: "));

        await channel.ExchangeBindAsync("audit-events", Exchange, "");

        await AlertedAsync(service, "messaging.broker_stuck", "resolved");
        Assert.That(await service.ScalarAsync<int>("select count(*) from alert where kind <> 'messaging.broker_stuck'"), Is.Zero);
    }

    [Test]
    public async Task DriftChecks_ThatAreLate_AreAnAlertUntilTheyAreDone()
    {
        await using var service = await AuditService.StartAsync(Settings("00:10:00", "00:10:00"));
        var now = TimeProvider.System.GetUtcNow();

        await service.PublishAsync(new ServiceHeartbeat("key-issuance", now) { Late = [new LateWork(PeriodicWork.DriftChecks, now.AddHours(-3)), new LateWork("of_tomorrow", now)] });

        await AlertedAsync(service, "drift.checks_silent", "open");
        await service.PublishAsync(new ServiceHeartbeat("key-issuance", now) { NotKnown = [PeriodicWork.DriftChecks] });
        await service.PublishAsync(new ServiceHeartbeat("rotation", now));
        await Eventually.Async(async () => await service.ScalarAsync<bool>("select exists (select from evidence where source = 'service/rotation')"), what: "The heartbeats");
        Assert.That(
            await service.ScalarAsync<bool>("select late_since is not null from evidence where source = 'work/key-issuance/drift_checks'"),
            "a service that cannot say it yet takes nothing back");
        await service.BeatAsync();
        await AlertedAsync(service, "drift.checks_silent", "resolved");
        Assert.That(await service.ScalarAsync<int>("select count(*) from evidence where source like 'work/%'"), Is.EqualTo(1));
    }

    [Test]
    public async Task MessagesSetAside_AreOneAlertPerQueue_UntilTheQueueIsEmpty()
    {
        await using var service = await AuditService.StartAsync(Settings("00:10:00", "00:10:00"));

        await SetAsideAsync("identity", new SetAsideMessages("identity-commands", 1, ["1 NotifyTenant from rotation (Broken: see http://evil.example \u202E\0)"]));
        await AlertedAsync(service, "messaging.set_aside", "open");
        Assert.That(
            await service.ScalarAsync<string>("select severity || ' ' || summary from alert"),
            Does.StartWith("critical The queue identity-commands_error holds what identity-commands could not handle: 1 NotifyTenant from rotation (Broken: see http[:]//evil.example \uFFFD\uFFFD), since 20"));

        await SetAsideAsync("identity", new SetAsideMessages("identity-commands", 2, ["2 NotifyTenant from rotation (Broken: it is)"]), new SetAsideMessages("rotation-events", 7, ["it is not its to say"]));
        await Eventually.Async(
            async () => await service.ScalarAsync<bool>("select occurrences = 2 and summary like '%: 2 NotifyTenant%' from alert"), what: "The change, counted");
        await SetAsideAsync("identity");
        await SetAsideAsync("rotation", new SetAsideMessages("rotation-events", 1, ["1 SecretRotated from key-issuance (Broken: it is)"]));
        await AlertedAsync(service, "messaging.set_aside", "open", "The queue rotation-events_error ");
        await AlertedAsync(service, "messaging.set_aside", "open", "The queue identity-commands_error ");

        await SetAsideAsync("identity", new SetAsideMessages("identity-commands", 0, []));
        await AlertedAsync(service, "messaging.set_aside", "resolved", "The queue identity-commands_error ");
        await AlertedAsync(service, "messaging.set_aside", "open", "The queue rotation-events_error ");
        Assert.That(await service.ScalarAsync<int>("select count(*) from alert"), Is.EqualTo(2));

        Task SetAsideAsync(string by, params SetAsideMessages[] queues) =>
            service.PublishAsync(new ServiceHeartbeat(by, TimeProvider.System.GetUtcNow()) { SetAside = queues });
    }

    [Test]
    public async Task Message_ThatCannotBeRead_IsAnAlertByTheServicesOwnHeartbeat_UntilItIsGone()
    {
        await using var service = await AuditService.StartAsync([.. Settings("00:10:00", "00:10:00"), ("Messaging:SetAsideInterval", "00:00:00.1")]);
        await using var sender = await MessageSender.ConnectAsync(service.Broker);
        await using var channel = await sender.Connection.CreateChannelAsync();
        await Eventually.Async(async () => await service.ScalarAsync<bool>("select exists (select from evidence where source = 'broker')"), what: "A heartbeat");

        await channel.BasicPublishAsync(
            "audit-events", "", mandatory: true, new BasicProperties { ContentType = "application/vnd.masstransit+json", UserId = "key-issuance" }, "not JSON"u8.ToArray());

        await AlertedAsync(service, "messaging.set_aside", "open", "The queue audit-events_error holds what audit-events could not handle: 1 unreadable from key-issuance (");
        await channel.QueuePurgeAsync("audit-events_error");
        await AlertedAsync(service, "messaging.set_aside", "resolved");
    }

    [Test]
    public async Task VaultsRefusal_OfThisService_EndsByItsOwnHeartbeat()
    {
        await using var service = await AuditService.StartAsync(Settings("00:10:00", "00:10:00"));

        await service.PublishAsAsync("audit", new AlertRaised(
            Guid.CreateVersion7(), "vault.login_refused", AlertSeverities.Critical, "vault.login_refused:audit", null, null, "Of before.", "Look.", null,
            TimeProvider.System.GetUtcNow().AddHours(-1)));

        await AlertedAsync(service, "vault.login_refused", "resolved", "Of before. Vault has let it in at 20");
    }

    [Test]
    public async Task VaultsRefusal_OfAServicesSignIn_IsAnAlertUntilASignInAfterIt()
    {
        await using var service = await AuditService.StartAsync(Settings("00:10:00", "00:10:00"));
        var refusedAt = TimeProvider.System.GetUtcNow();
        foreach (var name in (string[])["identity", "rotation"])
        {
            await service.PublishAsAsync(name, new AlertRaised(
                Guid.CreateVersion7(), "vault.login_refused", AlertSeverities.Critical, $"vault.login_refused:{name}", null, null, $"Of {name}.", "Look.", null, refusedAt));
        }

        await AlertedAsync(service, "vault.login_refused", "open", "Of identity.");
        await AlertedAsync(service, "vault.login_refused", "open", "Of rotation.");
        await service.PublishAsync(new ServiceHeartbeat("rotation", refusedAt.AddMinutes(1)) { SignedInToVaultAt = refusedAt.AddSeconds(-1) });
        await service.PublishAsync(new ServiceHeartbeat("identity", refusedAt.AddMinutes(1)) { SignedInToVaultAt = refusedAt.AddSeconds(1) });

        await AlertedAsync(service, "vault.login_refused", "resolved", "Of identity. Vault has let it in at 20");
        await Eventually.Async(async () => await service.ScalarAsync<bool>("select exists (select from evidence where source = 'service/rotation')"), what: "The other heartbeat");
        Assert.That(
            await service.ScalarAsync<string>("select state from alert where summary like 'Of rotation.%'"), Is.EqualTo("open"), "a sign-in of before it says nothing, nor does another service's");
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

    private static Task AlertedAsync(AuditService service, string kind, string state, string about = "") => Eventually.Async(
        async () => await service.ScalarAsync<bool>(
            "select exists (select from alert where kind = @kind and state = @state and summary like @about || '%')", new { kind, state, about }),
        what: $"The alert {kind} {state}");
}
