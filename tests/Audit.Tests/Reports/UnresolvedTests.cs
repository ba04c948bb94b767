using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using static PenguinMails.Audit.Tests.Platform.Records;
using static PenguinMails.Audit.Tests.Reports.Told;

namespace PenguinMails.Audit.Tests.Reports;

[Category("Component")]
internal sealed class UnresolvedTests : SharedServiceTests
{
    private const string Unresolved = "/api/v1/admin/vault/audit-logs/unresolved";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var (overtaken, hanging) = (Reveal(Tenant, Guid.CreateVersion7(), "c@acme.example", 3, reason: "overtaken"), Operation(Tenant, "rotate", 5, outcome: AuditOutcomes.Intent));
        await PublishAsync(overtaken[1]);
        await PublishAsync(
        [
            .. Reveal(Tenant, Guid.CreateVersion7(), "a@acme.example", 4, outcome: null, reason: "lost"),
            .. Reveal(Tenant, Guid.CreateVersion7(), "b@acme.example", 3, reason: "delivered"),
            .. Reveal(Tenant, Guid.CreateVersion7(), "b@acme.example", 3, AuditOutcomes.Failed, "delivery_unconfirmed", reason: "unconfirmed"),
            .. Reveal(Tenant, Guid.CreateVersion7(), "d@acme.example", -12, outcome: null, reason: "young"),
            overtaken[0],
            hanging with { Reason = "hanging" },
            hanging with { RecordId = Guid.CreateVersion7(), Action = "ssh_key.rotate.stage", Outcome = AuditOutcomes.Success },
            Record("drift.look", AuditOutcomes.Intent, reason: "a notice", at: HoursAgo(2)) with { CorrelationId = null },
        ]);
    }

    [TestCase("", "hanging lost")]
    [TestCase("?olderThan=PT0S", "hanging lost")]
    [TestCase("?olderThan=PT4H30M", "hanging")]
    [TestCase("?olderThan=P400D", "")]
    public async Task List_IntentsWithoutOutcome_AreShown(string query, string reasons)
    {
        var page = await Admin.GetFromJsonAsync<JsonElement>(Unresolved + query);

        var items = page.GetProperty("items").EnumerateArray().ToList();
        Assert.That(string.Join(' ', items.Select(item => item.GetProperty("reason").GetString()).Order()), Is.EqualTo(reasons));
        Assert.That(page.GetProperty("total").GetInt32(), Is.EqualTo(items.Count));
        Assert.That(items.Select(item => item.GetProperty("outcome").GetString()), Has.All.EqualTo("intent"));
    }

    [Test]
    public async Task List_Pages_CoverEverythingNewestFirst()
    {
        var first = await Admin.GetFromJsonAsync<JsonElement>($"{Unresolved}?pageSize=1");
        var second = await Admin.GetFromJsonAsync<JsonElement>($"{Unresolved}?pageSize=1&page=2");

        var sequences = new[] { first, second }.SelectMany(page => page.GetProperty("items").EnumerateArray()).Select(item => item.GetProperty("sequence").GetInt64()).ToList();
        Assert.That(sequences, Has.Count.EqualTo(2).And.Ordered.Descending.And.Unique);
        Assert.That(first.GetProperty("total").GetInt32(), Is.EqualTo(2));
        Assert.That(first.GetProperty("lookedBackTo").GetDateTimeOffset(), Is.EqualTo(Now.AddDays(-400)).Within(TimeSpan.FromHours(1)));
    }

    [TestCase("olderThan=5m", "olderThan")]
    [TestCase("olderThan=P1M", "olderThan")]
    [TestCase("olderThan=-PT5M", "olderThan")]
    [TestCase("olderThan=P401D", "olderThan")]
    [TestCase("olderThan=P99999999999D", "olderThan")]
    [TestCase("pageSize=201", "pageSize")]
    public async Task List_BadInput_NamesTheField(string query, string field)
    {
        using var answer = await Admin.GetAsync($"{Unresolved}?{query}");

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        Assert.That(problem.GetProperty("errors").EnumerateObject().Select(error => error.Name), Is.EqualTo([field]));
    }

    private async Task PublishAsync(params AuditRecorded[] records)
    {
        var before = await Service.ScalarAsync<int>("select count(*) from audit_record");
        await Service.PublishAsync(records);
        await Service.RecordedAsync(before + records.Length);
    }
}
