using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.AuditLogs;

/// <summary>Operators see alerts and the ledger, and nobody's name or address.</summary>
[Category("Component")]
internal sealed class OperatorTests : SharedServiceTests
{
    private const string Logs = "/api/v1/admin/vault/audit-logs";
    private const string Alerts = "/api/v1/admin/alerts";
    private const string Owner = "owner77@acme.example";

    [Test]
    public async Task Ledger_ReadByAnOperator_SaysWhatWasDoneAndNotByWhom()
    {
        await Service.PublishAsync(Record(user: Owner, reason: $"as {Owner} asked from 10.1.2.3"), OfCampaign(Guid.CreateVersion7(), Owner, reason: "ticket 7"));
        await Eventually.Async(async () => (await ReadAsync(Roles.Admin, $"{Logs}?user={Owner}")).Contains(Owner, StringComparison.Ordinal), what: "A record of the owner");
        await Eventually.Async(async () => (await ReadAsync(Roles.Admin, $"{Logs}?onBehalfOf={Owner}")).Contains("ticket 7", StringComparison.Ordinal), what: "A record for the owner");

        var shown = await ReadAsync(Roles.Operator, Logs);

        foreach (var personal in (string[])[Owner, "10.1.2.3", "127.0.0.1", "userId", "sessionId", "ipAddress"])
        {
            Assert.That(shown, Does.Not.Contain(personal));
        }

        var items = JsonDocument.Parse(shown).RootElement.GetProperty("items").EnumerateArray().ToList();
        Assert.That(items.Select(item => item.GetProperty("user").GetString()), Is.SupersetOf(new[] { "(person)", "key-issuance" }));
        Assert.That(items.Where(item => item.TryGetProperty("onBehalfOf", out _)).Select(item => item.GetProperty("onBehalfOf").GetString()), Has.Some.EqualTo("(person)"));
        Assert.That(items.Where(item => item.TryGetProperty("reason", out _)).Select(item => item.GetProperty("reason").GetString()), Has.Some.EqualTo("as (left out) asked from (left out)"));
    }

    [TestCase("user=" + Owner, "user")]
    [TestCase("onBehalfOf=" + Owner, "onBehalfOf")]
    [TestCase("search=owner77", "search")]
    [TestCase("chain=vault", "chain")]
    public async Task Ledger_AskedForAPerson_IsForAdministrators(string query, string field)
    {
        using var client = Service.Client(Roles.Operator);

        using var answer = await client.GetAsync($"{Logs}?{query}");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(problem.GetProperty("errors").EnumerateObject().Single().Name, Is.EqualTo(field));
    }

    [Test]
    public async Task Alert_ReadByAnOperator_NamesNobodyAndCannotBeAcknowledged()
    {
        var alert = Alert("operator", summary: $"A used refresh token of {Owner} was presented from 10.1.2.3.");
        await Service.PublishAsync(alert);
        await Eventually.Async(async () => (await ReadAsync(Roles.Admin, Alerts)).Contains(Owner, StringComparison.Ordinal), what: "The alert");
        using var admin = Service.Client(Roles.Admin);
        var id = await Service.ScalarAsync<Guid>("select alert_id from alert where summary like @owner", new { owner = $"%{Owner}%" });
        (await admin.PostAsync($"{Alerts}/{id}/acknowledge", null)).Dispose();

        var (list, one) = (await ReadAsync(Roles.Operator, Alerts), await ReadAsync(Roles.Operator, $"{Alerts}/{id}"));

        foreach (var shown in (string[])[list, one])
        {
            Assert.That(shown, Does.Contain("A used refresh token of (left out) was presented from (left out).").And.Contain("(administrator)"));
            Assert.That(shown, Does.Not.Contain("@"));
        }

        using var client = Service.Client(Roles.Operator);
        using var refused = await client.PostAsync($"{Alerts}/{id}/acknowledge", null);
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await ReadAsync(Roles.Admin, $"{Alerts}/{id}"), Does.Contain(Owner), "administrators see whom it names");
    }

    private async Task<string> ReadAsync(string role, string path)
    {
        using var client = Service.Client(role);
        return await client.GetStringAsync(path);
    }
}
