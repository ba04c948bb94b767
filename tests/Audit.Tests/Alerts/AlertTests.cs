using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Alerts;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class AlertTests : OwnServiceTests
{
    private const string Alerts = "/api/v1/admin/alerts";
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Test]
    public async Task Raise_SameIncidentManyTimes_IsOneAlertThatCounts()
    {
        await using var second = await Service.StartAnotherAsync();
        await Service.PublishAsync(Enumerable.Range(0, 30).Select(number => Alert(
            severity: number == 7 ? AlertSeverities.Critical : AlertSeverities.Warning, at: Now.AddSeconds(number))));
        await Service.PublishAsync(Alert(key: "another"));

        await Eventually.Async(async () => await Service.ScalarAsync<int>("select sum(occurrences) from alert") == 31);
        var items = await ListAsync();
        Assert.That(items, Has.Count.EqualTo(2));
        var incident = items.Single(item => item.GetProperty("occurrences").GetInt32() == 30);
        Assert.Multiple(() =>
        {
            Assert.That(incident.GetProperty("severity").GetString(), Is.EqualTo("critical"), "the gravest");
            Assert.That(incident.GetProperty("state").GetString(), Is.EqualTo("open"));
            Assert.That(incident.GetProperty("kind").GetString(), Is.EqualTo("ssh.host_key_changed"));
            Assert.That(
                incident.GetProperty("lastOccurredAt").GetDateTimeOffset() - incident.GetProperty("firstOccurredAt").GetDateTimeOffset(),
                Is.EqualTo(TimeSpan.FromSeconds(29)));
        });
    }

    [Test]
    public async Task Raise_AcknowledgedInAYearToCome_IsAnAlertOfItsOwn()
    {
        await Service.PublishAsync(Alert());
        await Eventually.Async(async () => (await ListAsync("?state=open")).Count == 1);
        await Service.AsOwnerAsync("update alert set state = 'acknowledged', acknowledged_at = '2099-01-01', acknowledged_by = 'nobody'");

        await Service.PublishAsync(Alert());

        await Eventually.Async(async () => (await ListAsync("?state=open")).Count == 1, what: "Another alert");
    }

    [Test]
    public async Task Acknowledge_Open_IsRecordedOnceHoweverOftenItIsSaid()
    {
        await Service.PublishAsync(Alert());
        await Eventually.Async(async () => (await ListAsync("?state=open")).Count == 1);
        var id = (await ListAsync())[0].GetProperty("alertId").GetGuid();

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Admin.PostAsync($"{Alerts}/{id}/acknowledge", null)));

        Assert.That(answers.Select(answer => answer.StatusCode), Is.All.EqualTo(HttpStatusCode.OK));
        var alert = await answers[^1].Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(alert.GetProperty("state").GetString(), Is.EqualTo("acknowledged"));
        Assert.That(alert.GetProperty("acknowledgedBy").GetString(), Is.EqualTo("admin@penguin.example"));
        Assert.That(await ListAsync("?state=open"), Is.Empty);
        Assert.That(await ListAsync("?state=acknowledged"), Has.Count.EqualTo(1));
        await Service.RecordedAsync(1);
        Assert.That(
            await Service.ScalarAsync<string>("select string_agg(action || ' ' || user_name, ', ') from audit_record join audit_origin using (origin_id)"),
            Is.EqualTo("alert.acknowledge admin@penguin.example"));
    }

    [Test]
    public async Task Raise_AfterItWasAcknowledged_BelongsToItForAnHourAndIsNewsLater()
    {
        await Service.PublishAsync(Alert());
        await Eventually.Async(async () => (await ListAsync()).Count == 1);
        var id = (await ListAsync())[0].GetProperty("alertId").GetGuid();
        using var answer = await Admin.PostAsync($"{Alerts}/{id}/acknowledge", null);

        await Service.PublishAsync(Alert(at: Now.AddMinutes(30)));
        await Eventually.Async(async () => await Service.ScalarAsync<int>("select max(occurrences) from alert") == 2);
        Assert.That(await ListAsync(), Has.Count.EqualTo(1));

        await Service.PublishAsync(Alert(at: Now.AddMinutes(90)));
        await Eventually.Async(async () => (await ListAsync()).Count == 2);
        Assert.That((await ListAsync("?state=open"))[0].GetProperty("occurrences").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task Raise_SameAlertIdAgainOrUnstorableText_IsKeptOnce()
    {
        var alert = Alert(summary: "A NUL \0 in it.");
        await Service.PublishAsync(alert);
        await Eventually.Async(async () => (await ListAsync()).Count == 1);

        await Service.PublishAsync(alert);
        await Service.PublishAsync(Alert(key: "another"));

        await Eventually.Async(async () => (await ListAsync()).Count == 2);
        Assert.That(await Service.ScalarAsync<int>("select max(occurrences) from alert"), Is.EqualTo(1));
    }

    private async Task<List<JsonElement>> ListAsync(string query = "") =>
        [.. (await Admin.GetFromJsonAsync<JsonElement>(Alerts + query)).GetProperty("items").EnumerateArray()];
}
