using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Alerts;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class AlertTests
{
    private const string Alerts = "/api/v1/admin/alerts";
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private AuditService _service = null!;
    private HttpClient _admin = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _service = await AuditService.StartAsync();
        _admin = _service.Client(Roles.Admin);
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        _admin.Dispose();
        await _service.DisposeAsync();
    }

    [Test]
    public async Task Raise_SameIncidentManyTimes_IsOneAlertThatCounts()
    {
        await using var second = await _service.StartAnotherAsync();
        await _service.PublishAsync(Enumerable.Range(0, 30).Select(number => Alert(
            severity: number == 7 ? AlertSeverities.Critical : AlertSeverities.Warning, at: Now.AddSeconds(number))));
        await _service.PublishAsync(Alert(key: "another"));

        await Eventually.Async(async () => await _service.ScalarAsync<int>("select sum(occurrences) from alert") == 31);
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
    public async Task Acknowledge_Open_IsRecordedOnceHoweverOftenItIsSaid()
    {
        await _service.PublishAsync(Alert());
        await Eventually.Async(async () => (await ListAsync("?state=open")).Count == 1);
        var id = (await ListAsync())[0].GetProperty("alertId").GetGuid();

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _admin.PostAsync($"{Alerts}/{id}/acknowledge", null)));

        Assert.That(answers.Select(answer => answer.StatusCode), Is.All.EqualTo(HttpStatusCode.OK));
        var alert = await answers[^1].Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(alert.GetProperty("state").GetString(), Is.EqualTo("acknowledged"));
        Assert.That(alert.GetProperty("acknowledgedBy").GetString(), Is.EqualTo("admin@penguin.example"));
        Assert.That(await ListAsync("?state=open"), Is.Empty);
        Assert.That(await ListAsync("?state=acknowledged"), Has.Count.EqualTo(1));
        await _service.RecordedAsync(1);
        Assert.That(
            await _service.ScalarAsync<string>("select string_agg(action || ' ' || user_name, ', ') from audit_record join audit_origin using (origin_id)"),
            Is.EqualTo("alert.acknowledge admin@penguin.example"));
    }

    [Test]
    public async Task Raise_AfterItWasAcknowledged_BelongsToItForAnHourAndIsNewsLater()
    {
        await _service.PublishAsync(Alert());
        await Eventually.Async(async () => (await ListAsync()).Count == 1);
        var id = (await ListAsync())[0].GetProperty("alertId").GetGuid();
        using var answer = await _admin.PostAsync($"{Alerts}/{id}/acknowledge", null);

        await _service.PublishAsync(Alert(at: Now.AddMinutes(30)));
        await Eventually.Async(async () => await _service.ScalarAsync<int>("select max(occurrences) from alert") == 2);
        Assert.That(await ListAsync(), Has.Count.EqualTo(1));

        await _service.PublishAsync(Alert(at: Now.AddMinutes(90)));
        await Eventually.Async(async () => (await ListAsync()).Count == 2);
        Assert.That((await ListAsync("?state=open"))[0].GetProperty("occurrences").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task Raise_SameAlertIdAgainOrUnstorableText_IsKeptOnce()
    {
        var alert = Alert(summary: "A NUL \0 in it.");
        await _service.PublishAsync(alert);
        await Eventually.Async(async () => (await ListAsync()).Count == 1);

        await _service.PublishAsync(alert);
        await _service.PublishAsync(Alert(key: "another"));

        await Eventually.Async(async () => (await ListAsync()).Count == 2);
        Assert.That(await _service.ScalarAsync<int>("select max(occurrences) from alert"), Is.EqualTo(1));
    }

    [TestCase("?state=closed")]
    [TestCase("?pageSize=0")]
    public async Task List_BadQuery_IsInvalid(string query)
    {
        using var answer = await _admin.GetAsync(Alerts + query);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Acknowledge_UnknownOrNoId_IsNotFound()
    {
        using var unknown = await _admin.PostAsync($"{Alerts}/{Guid.CreateVersion7()}/acknowledge", null);
        using var none = await _admin.PostAsync($"{Alerts}/1/acknowledge", null);

        Assert.That((unknown.StatusCode, none.StatusCode), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.NotFound)));
    }

    [TestCase(Roles.Operator)]
    [TestCase(Roles.TenantOwner)]
    public async Task Acknowledge_OtherRoles_AreRefused(string role)
    {
        using var client = _service.Client(role);

        using var answer = await client.PostAsync($"{Alerts}/{Guid.CreateVersion7()}/acknowledge", null);
        using var list = await client.GetAsync(Alerts);

        Assert.That((answer.StatusCode, list.StatusCode), Is.EqualTo((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)));
    }

    private async Task<List<JsonElement>> ListAsync(string query = "") =>
        [.. (await _admin.GetFromJsonAsync<JsonElement>(Alerts + query)).GetProperty("items").EnumerateArray()];
}
