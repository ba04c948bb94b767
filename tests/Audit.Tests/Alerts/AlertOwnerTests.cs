using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Alerts;

/// <summary>An alert belongs to the service that raised it. No other one raises its kinds, rewrites it, hides it or ends it.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class AlertOwnerTests : OwnServiceTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [TestCase("ssh.host_key_changed", PlatformServices.Rotation)]
    [TestCase("download.intercepted", PlatformServices.Identity)]
    [TestCase("audit.ledger_broken", PlatformServices.KeyIssuance)]
    [TestCase("rotation.overdue", PlatformServices.KeyIssuance)]
    [TestCase("messaging.command_refused", PlatformServices.Rotation)]
    [TestCase("drift.checks_silent", PlatformServices.KeyIssuance)]
    public async Task Alert_OfAnotherServicesKind_IsRefusedAndAlerted(string kind, string sender)
    {
        await Service.PublishAsync(Alert("theirs") with { Kind = kind });
        await SummariesAsync("theirs", ["The host key changed."]);

        await Service.PublishAsAsync(sender, Alert("theirs", summary: "All is well.") with { Kind = kind });

        await Eventually.Async(
            () => Service.ScalarAsync<bool>(
                "select exists (select from alert where kind = 'messaging.forged' and severity = 'critical' and summary like '%''' || @sender || ''' sent a message of type AlertRaised%')",
                new { sender }),
            what: "The alert about the forger");
        await SummariesAsync("theirs", ["The host key changed."]);
        Assert.That(await Service.ScalarAsync<int>("select occurrences from alert where deduplication_key = 'theirs'"), Is.EqualTo(1));
    }

    [Test]
    public async Task Alert_WithTheKeyOfAnothersOfAKindThatAllRaise_IsOneOfItsOwn()
    {
        await Service.PublishAsAsync(PlatformServices.KeyIssuance, Refused("Of key-issuance."));
        await SummariesAsync("vault", ["Of key-issuance."]);

        await Service.PublishAsAsync(PlatformServices.Rotation, Refused("Of nobody."), Refused("Of rotation."));
        await SummariesAsync("vault", ["Of key-issuance.", "Of rotation."]);

        var shown = (await Admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/alerts?state=open")).GetProperty("items").EnumerateArray()
            .Select(alert => (alert.GetProperty("raisedBy").GetString(), alert.GetProperty("summary").GetString(), alert.GetProperty("occurrences").GetInt32()));
        Assert.That(shown, Is.EquivalentTo([("key-issuance", "Of key-issuance.", 1), ("rotation", "Of rotation.", 2)]));
    }

    [Test]
    public async Task Alert_WithTheKeyOfAnAcknowledgedOneOfAnother_IsOpen()
    {
        var first = Refused("Of rotation.");
        await Service.PublishAsAsync(PlatformServices.Rotation, first);
        await SummariesAsync("vault", ["Of rotation."]);
        using var acknowledged = await Admin.PostAsync($"/api/v1/admin/alerts/{first.AlertId}/acknowledge", null);
        acknowledged.EnsureSuccessStatusCode();

        await Service.PublishAsAsync(PlatformServices.KeyIssuance, Refused("Of key-issuance."));

        await SummariesAsync("vault", ["Of key-issuance.", "Of rotation."]);
        Assert.That(await Service.ScalarAsync<string>("select summary from alert where state = 'open'"), Is.EqualTo("Of key-issuance."));
    }

    [Test]
    public async Task Alert_WithTheIdOfAnothers_IsSeenAllTheSame()
    {
        var first = Refused("Of rotation.");
        await Service.PublishAsAsync(PlatformServices.Rotation, first);
        await SummariesAsync("vault", ["Of rotation."]);

        await Service.PublishAsync(Alert("theirs") with { AlertId = first.AlertId });

        await SummariesAsync("theirs", ["The host key changed."]);
        await SummariesAsync("vault", ["Of rotation."]);
    }

    [Test]
    public async Task Heartbeat_EndsNoAlertThatAnotherServiceRaised()
    {
        await Service.PublishAsAsync(PlatformServices.KeyIssuance, Refused("Of identity, says another.") with { DeduplicationKey = "vault.login_refused:identity" });
        await Service.PublishAsAsync(PlatformServices.Identity, Refused("Of identity.") with { DeduplicationKey = "vault.login_refused:identity" });
        await SummariesAsync("vault.login_refused:identity", ["Of identity, says another.", "Of identity."]);

        await Service.PublishAsync(new ServiceHeartbeat(PlatformServices.Identity, Now.AddMinutes(1)) { SignedInToVaultAt = Now.AddMinutes(1) });

        await Eventually.Async(
            () => Service.ScalarAsync<bool>("select exists (select from alert where raised_by = 'identity' and state = 'resolved')"), what: "The end of its own");
        Assert.That(await Service.ScalarAsync<string>("select state from alert where raised_by = 'key-issuance'"), Is.EqualTo("open"));
    }

    private static AlertRaised Refused(string summary) => Alert("vault", summary: summary, at: Now) with { Kind = "vault.login_refused", TenantId = null, Secret = null };

    private Task SummariesAsync(string key, string[] summaries) => Eventually.GetAsync(
        () => Service.ScalarAsync<string>("select string_agg(summary, '|' order by summary collate \"C\") from alert where deduplication_key = @key", new { key }),
        found => found == string.Join('|', summaries.Order(StringComparer.Ordinal)),
        what: $"The alerts {string.Join(" and ", summaries)}");
}
