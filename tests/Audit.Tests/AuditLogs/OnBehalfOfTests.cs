using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.AuditLogs;

/// <summary>What services did for a person, and all of a campaign, is found and shown.</summary>
[Category("Component")]
internal sealed class OnBehalfOfTests : SharedServiceTests
{
    private const string Logs = "/api/v1/admin/vault/audit-logs";
    private const string OfTenant = "/api/v1/tenant/audit-logs";
    private static readonly Guid Campaign = Guid.CreateVersion7();
    private static readonly Guid OtherCampaign = Guid.CreateVersion7();

    [OneTimeSetUp]
    public async Task RecordAsync()
    {
        var start = Record("campaign.start", user: "Starter@penguin.example");
        var ofTenant = OfCampaign(Campaign, "owner@acme.example", "ssh_key.retire");
        await Service.PublishAsync(
            start with { Actor = start.Actor with { Role = "admin" }, CampaignId = Campaign },
            Record("ssh_key.view"),
            OfCampaign(Campaign, "Starter@Penguin.example", reason: "quarterly review"),
            OfCampaign(Campaign, "starter@penguin.example", "ssh_key.retire"),
            OfCampaign(OtherCampaign, "another@penguin.example"),
            ofTenant with { OnBehalfOf = ofTenant.OnBehalfOf! with { Role = "tenant_owner" }, CampaignId = null });
        await Service.RecordedAsync(6);
    }

    [TestCase("?onBehalfOf=STARTER@penguin.example", "ssh_key.retire,ssh_key.rotate")]
    [TestCase("?onBehalfOf=starter@penguin.example&action=ssh_key.rotate&outcome=success", "ssh_key.rotate")]
    [TestCase("?onBehalfOf=starter@penguin.example&search=quarterly", "ssh_key.rotate")]
    [TestCase("?onBehalfOf=another@penguin.example&search=quarterly", "")]
    [TestCase("?onBehalfOf=nobody@penguin.example", "")]
    [TestCase("?onBehalfOf=starter@penguin.example&user=key-issuance&to=2999-01-01", "ssh_key.retire,ssh_key.rotate")]
    public async Task List_OfAPerson_ShowsWhatServicesDidForThem(string query, string expected)
    {
        var items = await ItemsAsync(Logs + query);

        Assert.That(items.Select(item => Text(item, "action")).Order(StringComparer.Ordinal), Is.EqualTo(expected.Split(',', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Test]
    public async Task List_OfACampaign_ShowsAllOfItAndWhoStartedIt()
    {
        var items = await ItemsAsync($"{Logs}?campaign={Campaign}");

        Assert.That(
            items.Select(item => (Text(item, "action"), Text(item, "user"), Text(item, "onBehalfOf"))),
            Is.EquivalentTo(new[]
            {
                ("campaign.start", "Starter@penguin.example", null),
                ("ssh_key.rotate", "key-issuance", (string?)"starter@penguin.example"),
                ("ssh_key.retire", "key-issuance", "starter@penguin.example"),
            }));
        Assert.That(items.Select(item => Text(item, "campaignId")), Is.All.EqualTo($"{Campaign}"));
        Assert.That(await ItemsAsync($"{Logs}?campaign={Campaign}&search=quarterly&secretType=ssh"), Has.Count.EqualTo(1));
    }

    [TestCase("campaign=7")]
    [TestCase("campaign=")]
    [TestCase("onBehalfOf=")]
    public async Task List_NoPersonOrCampaign_IsAnErrorThatNamesTheField(string query)
    {
        using var answer = await Admin.GetAsync($"{Logs}?{query}");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(problem.GetProperty("errors").TryGetProperty(query.Split('=')[0], out _), Is.True, $"{problem}");
    }

    [Test]
    public async Task List_OfTheTenant_NamesItsOwnPeopleAndNoAdministrator()
    {
        using var owner = Service.TenantClient(Tenant);

        var items = await ItemsAsync($"{OfTenant}?action=ssh_key.retire", owner);

        Assert.That(
            items.Select(item => (Text(item, "onBehalfOf"), Text(item, "campaignId"))),
            Is.EquivalentTo(new[] { ("(administrator)", $"{Campaign}"), ("owner@acme.example", (string?)null) }));
        Assert.That(await ItemsAsync($"{OfTenant}?onBehalfOf=owner@acme.example", owner), Has.Count.EqualTo(1));
        Assert.That(await ItemsAsync($"{OfTenant}?onBehalfOf=starter@penguin.example", owner), Is.Empty, "it would confirm the name");
    }

    [Test]
    public async Task Reading_OfAPerson_IsOnRecordWithoutTheName()
    {
        await ItemsAsync($"{Logs}?onBehalfOf=starter@penguin.example&outcome=intent");

        await Eventually.Async(
            async () => await Service.ScalarAsync<int>(
                """
                select count(*)::int from audit_record where action = 'audit_log.read'
                  and convert_from(body, 'UTF8')::jsonb -> 'details' ->> 'onBehalfOf' = '(not kept)' and convert_from(body, 'UTF8')::jsonb -> 'details' ->> 'outcome' = 'intent'
                """) == 1);
        Assert.That(await Service.ScalarAsync<int>("select count(*)::int from audit_record where convert_from(body, 'UTF8') ilike '%starter%'"), Is.Zero);
    }

    private async Task<List<JsonElement>> ItemsAsync(string path, HttpClient? client = null) =>
        [.. (await (client ?? Admin).GetFromJsonAsync<JsonElement>(path)).GetProperty("items").EnumerateArray()];

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
