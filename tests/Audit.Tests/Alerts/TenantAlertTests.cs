using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Alerts;

/// <summary>A tenant's people are told of alerts that are theirs to know, once per incident, without the alert's own words.</summary>
[Category("Component")]
internal sealed class TenantAlertTests : SharedServiceTests
{
    [Test]
    public async Task Alert_OfATenant_IsToldOncePerIncident()
    {
        var alert = Alert(key: "host-key/told") with { TenantId = Guid.CreateVersion7(), Summary = "admin@penguinmails.example saw it." };
        await Service.PublishAsync(alert, Alert(key: "host-key/told") with { TenantId = alert.TenantId });
        await Service.PublishAsync(
            Alert(key: "bulk") with { Kind = "audit.bulk_reads", TenantId = alert.TenantId },
            Alert(key: "failed") with { Kind = "notification.failed", TenantId = alert.TenantId },
            Alert(key: "nobody") with { TenantId = null });
        await Eventually.Async(
            async () => await Service.ScalarAsync<int>("select count(*)::int from alert where deduplication_key in ('host-key/told', 'bulk', 'failed', 'nobody') and state = 'open'") == 4
                && await Service.ScalarAsync<int>("select occurrences from alert where deduplication_key = 'host-key/told'") == 2,
            what: "all alerts");

        // Identity is not there: what it is to take waits.
        var waiting = await Service.Database.ReadAsync(
            read => read.QueryAsync<string>("select body from outbox_message where message_type = @type", new { type = typeof(NotifyTenant).FullName }), CancellationToken.None);
        var notice = (NotifyTenant)MessageJson.Deserialize(typeof(NotifyTenant).FullName!, waiting.Single(body => body.Contains($"{alert.TenantId}", StringComparison.Ordinal)));
        Assert.That(waiting, Has.Count.EqualTo(1));
        Assert.That((notice.Event, notice.AlertKind, notice.TenantId), Is.EqualTo((TenantEvents.Alert, "ssh.host_key_changed", alert.TenantId!.Value)));
        Assert.That(waiting[0], Does.Not.Contain("penguinmails.example"));
    }
}
