using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Alerts;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class AlertLifecycleTests : OwnServiceTests
{
    private const string Alerts = "/api/v1/admin/alerts";

    [TestCase(true)]
    [TestCase(false)]
    public async Task Resolve_OpenOrAcknowledged_IsRecordedOnceHoweverOftenItIsSaid(bool isAcknowledged)
    {
        var id = await OpenAsync();
        if (isAcknowledged)
        {
            using var acknowledged = await Admin.PostAsync($"{Alerts}/{id}/acknowledge", null);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Alice.PostAsJsonAsync($"{Alerts}/{id}/resolve", new { reason = "a drill" })));

        Assert.That(answers.Select(answer => answer.StatusCode), Is.All.EqualTo(HttpStatusCode.OK));
        var alert = await Admin.GetFromJsonAsync<JsonElement>($"{Alerts}/{id}");
        Assert.That(alert.GetProperty("state").GetString(), Is.EqualTo("resolved"));
        Assert.That(alert.GetProperty("resolvedBy").GetString(), Is.EqualTo("alice@penguin.example"));
        Assert.That(alert.TryGetProperty("acknowledgedBy", out _), Is.EqualTo(isAcknowledged));
        Assert.That(alert.GetProperty("deliveries").GetArrayLength(), Is.Zero);
        Assert.That((await Admin.GetFromJsonAsync<JsonElement>($"{Alerts}?state=resolved")).GetProperty("total").GetInt32(), Is.EqualTo(1));
        await Service.RecordedAsync(isAcknowledged ? 2 : 1);
        Assert.That(
            await Service.ScalarAsync<string>(
                """
                select string_agg(r.action || ' ' || user_name || ' ' || reason, ', ') from audit_record r join audit_origin using (origin_id)
                join audit_reason using (chain, sequence) where r.action = 'alert.resolve'
                """),
            Is.EqualTo("alert.resolve alice@penguin.example a drill"));
    }

    [Test]
    public async Task Acknowledge_Resolved_IsAConflict()
    {
        var id = await OpenAsync();
        using var resolved = await Alice.PostAsync($"{Alerts}/{id}/resolve", null);

        using var answer = await Admin.PostAsync($"{Alerts}/{id}/acknowledge", null);

        Assert.That((resolved.StatusCode, answer.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.Conflict)));
        Assert.That((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString(), Is.EqualTo("alert_resolved"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Raise_AfterItWasResolved_IsNewsAtOnce(bool isAcknowledged)
    {
        var id = await OpenAsync();
        if (isAcknowledged)
        {
            using var acknowledged = await Admin.PostAsync($"{Alerts}/{id}/acknowledge", null);
        }

        using var resolved = await Alice.PostAsync($"{Alerts}/{id}/resolve", null);

        var again = await OpenAsync();

        Assert.That(again, Is.Not.EqualTo(id));
        Assert.That(await Service.ScalarAsync<string>("select string_agg(state || occurrences, ' ' order by state) from alert"), Is.EqualTo("open1 resolved1"));
    }

    [TestCase("{\"reason\":\"x\",\"more\":1}")]
    [TestCase("{\"reason\":\"a\\u0007bell\"}")]
    [TestCase("[]")]
    public async Task Resolve_BadBody_IsInvalidAndChangesNothing(string body)
    {
        var id = await OpenAsync();

        using var answer = await Alice.PostAsync($"{Alerts}/{id}/resolve", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await Service.ScalarAsync<string>("select state from alert"), Is.EqualTo("open"));
    }

    [Test]
    public async Task GetAndResolve_OtherRolesOrNobody_AreRefused()
    {
        foreach (var role in new[] { Roles.Operator, Roles.Developer, Roles.TenantOwner, Roles.TenantAdmin, Roles.Service, null })
        {
            using var client = Service.Client(role);
            var refused = role is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden;

            using var get = await client.GetAsync($"{Alerts}/{Guid.CreateVersion7()}");
            using var resolve = await client.PostAsync($"{Alerts}/{Guid.CreateVersion7()}/resolve", null);

            Assert.That((get.StatusCode, resolve.StatusCode), Is.EqualTo((role == Roles.Operator ? HttpStatusCode.NotFound : refused, refused)), role);
        }

        await Service.RecordedAsync(9);
        Assert.That(
            await Service.ScalarAsync<string>("select string_agg(distinct action || ' ' || outcome, ', ') from audit_record"),
            Is.EqualTo("alert.read refused, alert.resolve refused"));
    }

    [Test]
    public async Task Resolve_WithoutStepUp_ChangesNothingAndIsOnRecord()
    {
        var id = await OpenAsync();

        using var answer = await Admin.PostAsync($"{Alerts}/{id}/resolve", null);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString(), Is.EqualTo("step_up_required"));
        Assert.That(await Service.ScalarAsync<string>("select state from alert"), Is.EqualTo("open"));
        await Service.RecordedAsync(1);
        Assert.That(await Service.ScalarAsync<string>("select action || ' ' || outcome || ' ' || code from audit_record"), Is.EqualTo("alert.resolve refused step_up_required"));
    }

    private async Task<Guid> OpenAsync()
    {
        var alert = Alert();
        await Service.PublishAsync(alert);
        await Eventually.Async(async () => await Service.ScalarAsync<int>("select count(*) from alert where alert_id = @AlertId", alert) == 1);
        return alert.AlertId;
    }
}
