using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Ledger;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;
using static PenguinMails.Audit.Tests.Reports.Told;

namespace PenguinMails.Audit.Tests.Reports;

[Category("Component")]
internal sealed class ComplianceReportTests : SharedServiceTests
{
    private const string Compliance = "/api/v1/admin/reports/compliance";
    private static readonly string Today = $"from={Uri.EscapeDataString($"{HoursAgo(20):O}")}&to={Uri.EscapeDataString($"{HoursAgo(0.01):O}")}";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        AuditRecorded[] records =
        [
            .. Reveal(Tenant, Guid.CreateVersion7(), "<img src=x onerror=alert(1)>@acme.example", 5, reason: "<script>alert('1')</script> & \"more\""),
            .. Reveal(Tenant, Guid.CreateVersion7(), "a@acme.example", 4, outcome: null),
            .. Reveal(Tenant, Guid.CreateVersion7(), "a@acme.example", 4, AuditOutcomes.Failed, "delivery_unconfirmed"),
            .. Reveal(Tenant, Guid.CreateVersion7(), "a@acme.example", 30, reason: "before the period"),
            Record(outcome: AuditOutcomes.Refused, at: HoursAgo(3)), Record("campaign.start", AuditOutcomes.Refused, at: HoursAgo(3)),
            Operation(Tenant, "rotate", 3), Operation(Tenant, "rotate", 3, outcome: AuditOutcomes.Failed), Operation(Tenant, "rotate.stage", 3),
            Record("smtp.rotate", at: HoursAgo(3)), Record("dkim_key.rotate", at: HoursAgo(3)), Record("smtp.regenerate", at: HoursAgo(3)), Record("api_key.revoke", at: HoursAgo(3)), Operation(Tenant, "revoke", 2), Operation(Tenant, "regenerate", 2),
            Record("step_up", at: HoursAgo(2)), Record("step_up", AuditOutcomes.Failed, at: HoursAgo(2)), Record("sign_in", AuditOutcomes.Failed, at: HoursAgo(2)),
            Record("audit_log.export", AuditOutcomes.Intent, at: HoursAgo(2)), Record("alert.acknowledge", at: HoursAgo(1)),
            Record("audit_log.erasure.approve", at: HoursAgo(1)),
        ];
        // The ledger writes these itself, not by messages.
        PendingRecord[] ofExports =
        [
            PendingRecord.Of(Record("audit_log.export.request", at: HoursAgo(2))), PendingRecord.Of(Record("audit_log.export.approve", at: HoursAgo(2))),
            PendingRecord.Of(Erasure(1, ("ids", "41 42"))), PendingRecord.Of(Erasure(1, ("reasons", "platform:3"))), PendingRecord.Of(Erasure(30, ("ids", "43"))),
            PendingRecord.Of(Erasure(1, ("ids", "44"), ("takeover", "true"))),
        ];
        await Service.Database.InTransactionAsync(
            transaction => transaction.AppendAsync(LedgerChains.Platform, ofExports, TimeProvider.System.GetUtcNow()), CancellationToken.None);
        await Service.PublishAsync(records);
        await Service.PublishAsync(Alert(at: HoursAgo(2)), Alert("another", at: HoursAgo(1)), Alert("older", at: HoursAgo(30)));
        await Service.RecordedAsync(records.Length + ofExports.Length);
        await Eventually.Async(async () => await Service.ScalarAsync<int>("select count(*) from alert") == 3);
        await Service.OwnerDatabase.InTransactionAsync(
            transaction => transaction.ExecuteAsync(
                """
                insert into audit_checkpoint (chain, number, first_sequence, last_sequence, merkle_root, head_hash, previous, signed_at, signature)
                values ('vault', 1, 1, 2, '', '', '', now() - interval '2 hours', ''), ('vault', 2, 3, 4, '', '', '', now() - interval '2 days', '');
                insert into audit_archive (month, chain, file, file_hash, first_sequence, last_sequence, after_checkpoint, archived_at)
                values ('2021-03-01', 'platform', 'a file', '', 1, 2, 0, now());
                insert into audit_person (erased_at) values (now() - interval '2 hours'); -- without a record
                """),
            CancellationToken.None);
    }

    [Test]
    public async Task Report_Figures_AreThoseOfThePeriod()
    {
        var report = await Admin.GetFromJsonAsync<JsonElement>($"{Compliance}?{Today}&format=json");

        var controls = report.GetProperty("controls").EnumerateArray().ToList();
        Assert.That(controls.Select(control => control.GetProperty("id").GetString()), Is.EqualTo(["CC6.1", "CC6.7", "A.10", "3.5 to 3.7", "4.2", "8.3 and 8.6", "10.2 to 10.5", "Art. 32"]));
        Assert.That(report.GetProperty("isComplete").GetBoolean(), Is.True);
        Assert.That(controls.Select(control => control.GetProperty("mechanisms").GetArrayLength()), Has.All.Positive);
        var figures = Figures(report).DistinctBy(Name).ToDictionary(Name, figure => figure.GetProperty("value").GetInt32(), StringComparer.Ordinal);
        Assert.That(figures, Is.EquivalentTo(new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["Reveals announced before anything left"] = 4,
            ["Reveals with outcome: handed out"] = 1,
            ["Reveals with outcome: failed"] = 1,
            ["Reveals refused"] = 1,
            ["Reveals without a certain outcome"] = 3,
            ["Requests refused"] = 2,
            ["Step-ups confirmed"] = 1,
            ["Step-ups failed"] = 1,
            ["Sign-ins failed"] = 1,
            ["Accounts locked"] = 0,
            ["Rotations completed"] = 3,
            ["Rotations failed"] = 1,
            ["Keys regenerated"] = 2,
            ["Revocations proven"] = 1,
            ["API keys revoked"] = 1,
            ["Exports of the ledger requested"] = 1,
            ["Exports approved by a second administrator"] = 1,
            ["Exports rejected"] = 0,
            ["Exports downloaded"] = 0,
            ["Reports read"] = 0,
            ["Checkpoints of the ledger signed"] = 1,
            ["Alerts raised"] = 2,
            ["Alerts acknowledged"] = 1,
            ["Alerts resolved"] = 0,
            ["Erasures approved by a second administrator"] = 1,
            ["People erased"] = 2,
        }));
    }

    [Test]
    public async Task Report_Queries_ShowWhatWasCounted()
    {
        var report = await Admin.GetFromJsonAsync<JsonElement>($"{Compliance}?{Today}");

        foreach (var figure in Figures(report).DistinctBy(Name))
        {
            foreach (var query in figure.GetProperty("queries").EnumerateArray())
            {
                var path = query.GetProperty("query").GetString()!;
                using var answer = await Admin.GetAsync(path);
                Assert.That((int)answer.StatusCode, Is.EqualTo(200), path);
                if (path.Contains("outcome=", StringComparison.Ordinal))
                {
                    var shown = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("total").GetInt32();
                    Assert.That(query.GetProperty("count").GetInt32(), Is.EqualTo(shown), path);
                }
            }
        }
    }

    [Test]
    public async Task Report_Ledger_IsWhereItStandsAndOnThePage()
    {
        var report = await Admin.GetFromJsonAsync<JsonElement>($"{Compliance}?{Today}");
        var page = await Admin.GetStringAsync($"{Compliance}?{Today}&format=html");

        var heads = report.GetProperty("ledger").EnumerateArray().ToDictionary(head => head.GetProperty("chain").GetString()!, StringComparer.Ordinal);
        Assert.That(heads.Keys, Is.EqualTo(["platform", "vault"]));
        var sequence = heads["platform"].GetProperty("sequence").GetInt64();
        Assert.That(
            heads["platform"].GetProperty("hash").GetString(),
            Is.EqualTo(await Service.ScalarAsync<string>($"select encode(hash, 'hex') from audit_record where chain = 'platform' and sequence = {sequence}")));
        var checkpoint = heads["vault"].GetProperty("checkpoint");
        Assert.That((checkpoint.GetProperty("number").GetInt64(), checkpoint.GetProperty("lastSequence").GetInt64()), Is.EqualTo((2L, 4L)));
        Assert.That(page, Does.Contain("number 2, up to record 4, "));
        Assert.That(page, Does.Match("<td>platform</td><td class=\"number\">[0-9]+</td><td><code>[0-9a-f]{64}</code></td>"));
    }

    [Test]
    public async Task Html_EachQuery_IsAReferenceAndNoLink()
    {
        var report = await Admin.GetFromJsonAsync<JsonElement>($"{Compliance}?{Today}");
        var page = await Admin.GetStringAsync($"{Compliance}?{Today}&format=html");

        foreach (var query in Figures(report).SelectMany(figure => figure.GetProperty("queries").EnumerateArray()).Select(query => query.GetProperty("query").GetString()!.Split('?')[0]).Distinct())
        {
            Assert.That(page, Does.Contain($"<code>GET {query}"));
        }

        Assert.That(page, Does.Contain("<code>GET /api/v1/admin/vault/audit-logs?action=ssh_key.rotate&amp;outcome=failed&amp;from="));
        Assert.That(page, Does.Not.Contain("<a "), "a browser would follow it without a token");
    }

    [Test]
    public async Task Html_WhatPeopleWrote_IsEncoded()
    {
        using var answer = await Admin.GetAsync($"{Compliance}?{Today}&format=html");
        var page = await answer.Content.ReadAsStringAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Content.Headers.ContentType?.ToString(), Is.EqualTo("text/html; charset=utf-8"));
            Assert.That(answer.Headers.GetValues("Content-Security-Policy"), Is.EqualTo(["default-src 'none'; style-src 'unsafe-inline'"]));
            Assert.That(page, Does.Contain("&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt; &amp; &quot;more&quot;"));
            Assert.That(page, Does.Contain("&lt;img src=x onerror=alert(1)&gt;@acme.example"));
            Assert.That(page, Does.Not.Contain("<script").And.Not.Contain("<img").And.Not.Contain("http://").And.Not.Contain("https://").And.Not.Contain("url("));
            Assert.That(page, Does.Contain("color-scheme: light dark").And.Contain("@media print"));
            Assert.That(page, Does.Contain("/api/v1/admin/vault/audit-logs?action=ssh_key.rotate&amp;outcome=failed&amp;from="));
        }
    }

    [Test]
    public async Task Report_HandedOut_IsOnRecord()
    {
        using var admin = Service.SteppedUpAdmin("reader");

        using var answer = await admin.GetAsync($"{Compliance}?{Today}&format=html");

        await Eventually.Async(async () =>
        {
            var page = await Admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/vault/audit-logs?action=report.compliance&user=reader@penguin.example&outcome=success");
            return page.GetProperty("total").GetInt32() == 1;
        });
    }

    [TestCase("2021-03-31", "2021-06-01", false)]
    [TestCase("2021-04-01", "2021-06-01", true)]
    [TestCase("2020-06-01", "2021-03-01", true)]
    public async Task Report_WhoseMonthsAreArchived_SaysThatItIsNotComplete(string from, string to, bool isComplete)
    {
        var report = await Admin.GetFromJsonAsync<JsonElement>($"{Compliance}?from={from}&to={to}");
        var page = await Admin.GetStringAsync($"{Compliance}?from={from}&to={to}&format=html");
        var access = await Admin.GetFromJsonAsync<JsonElement>($"/api/v1/admin/reports/access?from={from}&to={to}");
        var blastRadius = await Admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/reports/blast-radius?user=a@acme.example");

        Assert.That(
            new[] { report, access }.Select(answer => answer.GetProperty("isComplete").GetBoolean()), Has.All.EqualTo(isComplete));
        Assert.That(page.Contains("are archived", StringComparison.Ordinal), Is.EqualTo(!isComplete));
        Assert.That(blastRadius.GetProperty("isComplete").GetBoolean(), Is.False, "it looks back over all months");
    }

    [TestCase("format=xml", "format from to")]
    [TestCase("from=2025-01-01&to=2026-01-03", "to")]
    public async Task Report_BadInput_NamesTheFields(string query, string fields)
    {
        using var answer = await Admin.GetAsync($"{Compliance}?{query}");

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        Assert.That(string.Join(' ', problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal)), Is.EqualTo(fields));
    }

    private static IEnumerable<JsonElement> Figures(JsonElement report) =>
        report.GetProperty("controls").EnumerateArray().SelectMany(control => control.GetProperty("evidence").EnumerateArray());

    private static string Name(JsonElement figure) => figure.GetProperty("name").GetString()!;

    private static AuditRecorded Erasure(double hoursAgo, params (string Name, string Value)[] details) =>
        Record("audit_log.erasure.execute", at: HoursAgo(hoursAgo)) with { Details = details.ToDictionary(detail => detail.Name, detail => detail.Value, StringComparer.Ordinal) };
}
