using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Alerts;

/// <summary>A service says that the cause of its alert is gone; messages may overtake each other.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class AlertEndedTests : OwnServiceTests
{
    private const string Key = "vault.sealed/vault";
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Test]
    public async Task Ended_ResolvesTheAlertInTheServicesName_AndTellsOnCall()
    {
        await Service.PublishAsync(Sealed(Now));
        await StateAsync("open");

        await EndAsync(Now.AddMinutes(1));

        await StateAsync("resolved");
        Assert.That(await Service.ScalarAsync<string>("select resolved_by || ': ' || summary from alert"), Is.EqualTo("vault-operations: Vault is sealed. It ended."));
    }

    [Test]
    public async Task Ended_AnAcknowledgedAlert_IsResolvedToo()
    {
        await Service.PublishAsync(Sealed(Now));
        await StateAsync("open");
        await Service.AsOwnerAsync("update alert set state = 'acknowledged', acknowledged_at = now(), acknowledged_by = 'somebody'");

        await EndAsync(Now.AddMinutes(1));

        await StateAsync("resolved");
    }

    [Test]
    public async Task Ended_OvertakingTheAlert_ResolvesItWhenItComes()
    {
        await EndAsync(Now.AddMinutes(1));
        await Eventually.Async(() => Service.ScalarAsync<bool>("select exists (select from alert_ending)"), what: "The ending");

        await Service.PublishAsync(Sealed(Now));

        await StateAsync("resolved");
    }

    [Test]
    public async Task Raised_AfterTheEnd_IsAnotherIncident()
    {
        await Service.PublishAsync(Sealed(Now));
        await StateAsync("open");
        await EndAsync(Now.AddMinutes(1));
        await StateAsync("resolved");

        await Service.PublishAsync(Sealed(Now.AddMinutes(2)));
        await StateAsync("open,resolved");
        await EndAsync(Now.AddSeconds(30)); // late, and of the first
        await EndAsync(Now.AddMinutes(3), "another");

        await Eventually.Async(() => Service.ScalarAsync<bool>("select exists (select from alert_ending where deduplication_key = 'another')"), what: "The last message");
        await StateAsync("open,resolved");
    }

    [Test]
    public async Task Ended_ByAnotherService_IsRefused()
    {
        await Service.PublishAsync(Sealed(Now));
        await StateAsync("open");

        await Service.PublishAsAsync(PlatformServices.Rotation, new AlertEnded(Key, "It ended.", Now.AddMinutes(1)));

        await Eventually.Async(() => Service.ScalarAsync<bool>("select exists (select from alert where kind = 'messaging.forged')"), what: "The alert about the forger");
        await StateAsync("open");
    }

    [Test]
    public async Task Ended_WithTheKeyOfAnothersAlert_LeavesThatOpen()
    {
        await Service.PublishAsync(Alert(Key));
        await Eventually.Async(() => Service.ScalarAsync<bool>("select exists (select from alert where state = 'open')"), what: "The alert");

        await EndAsync(Now.AddDays(1));

        await Eventually.Async(() => Service.ScalarAsync<bool>("select exists (select from alert_ending)"), what: "The ending");
        await StateAsync("open");
    }

    private static AlertRaised Sealed(DateTimeOffset at) =>
        Alert(Key, summary: "Vault is sealed.", at: at) with { Kind = "vault.sealed", TenantId = null, Secret = null };

    private Task EndAsync(DateTimeOffset at, string key = Key) => Service.PublishAsAsync(PlatformServices.VaultOperations, new AlertEnded(key, "It ended.", at));

    private Task StateAsync(string states) => Eventually.GetAsync(
        () => Service.ScalarAsync<string>("select string_agg(state, ',' order by state) from alert where deduplication_key = @Key", new { Key }),
        found => found == states,
        what: $"Alerts that are {states}");
}
