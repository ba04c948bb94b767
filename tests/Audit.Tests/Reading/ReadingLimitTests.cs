using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Reading;

/// <summary>Lists and reports are no way to take the ledger along: only an approved export is.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class ReadingLimitTests
{
    private const string Logs = "/api/v1/admin/vault/audit-logs";
    private const string Downloads = Logs + "?action=ssh_key.download";
    private const int Limit = 5;

    private AuditService _service = null!;
    private HttpClient _alice = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _service = await AuditService.StartAsync(("Audit:Reading:Records", $"{Limit}"));
        _alice = _service.SteppedUpAdmin("alice");
        // The newest are none of those that never said how they ended.
        foreach (var (outcome, recorded) in new[] { (AuditOutcomes.Intent, 4), (AuditOutcomes.Success, 8) })
        {
            await _service.PublishAsync(Enumerable.Range(0, 4).Select(_ => Record(outcome: outcome, at: TimeProvider.System.GetUtcNow().AddHours(-1))));
            await _service.RecordedAsync(recorded);
        }
    }

    [TearDown]
    public async Task StopAsync()
    {
        _alice.Dispose();
        await _service.DisposeAsync();
    }

    [TestCase(Downloads + "&pageSize=3&page=2")]
    [TestCase(Logs + "?search=tenant&pageSize=6")]
    [TestCase("/api/v1/admin/secrets/tenant/550e8400-e29b-41d4-a716-446655440000/ssh/tenant/audit?pageSize=8")]
    [TestCase(Logs + "/unresolved?pageSize=4")]
    [TestCase("/api/v1/admin/reports/access?from={0:yyyy-MM-dd}&to={1:yyyy-MM-dd}")]
    public async Task List_MoreThanTheLimit_IsRefusedAndPointsToAnExport(string beyond)
    {
        using var first = await _alice.GetAsync($"{Downloads}&pageSize=3");
        using var again = await _alice.GetAsync($"{Downloads}&pageSize=3");
        var today = TimeProvider.System.GetUtcNow();
        using var more = await _alice.GetAsync(string.Format(CultureInfo.InvariantCulture, beyond, today.AddDays(-2), today.AddDays(2)));

        Assert.That((first.StatusCode, again.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)), "what was read already counts once");
        Assert.That(more.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden), await more.Content.ReadAsStringAsync());
        var problem = await more.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(problem.GetProperty("code").GetString(), Is.EqualTo("reading_limit_reached"));
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain("at most 5 records within 15 minutes").And.Contain("request an export"));
    }

    [Test]
    public async Task List_Limit_IsPerPerson()
    {
        using var bob = _service.SteppedUpAdmin("bob");
        using var first = await _alice.GetAsync($"{Downloads}&pageSize=5");
        using var second = await bob.GetAsync($"{Downloads}&pageSize=5");

        Assert.That((first.StatusCode, second.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));
    }

    [Test]
    public async Task List_AfterTheWindow_IsShownAgain()
    {
        using var first = await _alice.GetAsync($"{Downloads}&pageSize=4");
        using var refused = await _alice.GetAsync($"{Downloads}&pageSize=4&page=2");
        await _service.Database.InTransactionAsync(
            transaction => transaction.ExecuteAsync("update audit_reading set minute = minute - interval '17 minutes'"), CancellationToken.None);
        using var later = await _alice.GetAsync($"{Downloads}&pageSize=4&page=2");

        Assert.That((refused.StatusCode, later.StatusCode), Is.EqualTo((HttpStatusCode.Forbidden, HttpStatusCode.OK)));
    }

    [Test]
    public async Task List_ManyRequestsAtOnce_ShareTheLimit()
    {
        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(page => _alice.GetAsync($"{Downloads}&pageSize=1&page={page}")));

        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.OK), Is.EqualTo(Limit));
        Array.ForEach(answers, answer => answer.Dispose());
    }
}
