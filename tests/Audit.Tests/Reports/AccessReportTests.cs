using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;
using static PenguinMails.Audit.Tests.Reports.Told;

namespace PenguinMails.Audit.Tests.Reports;

[Category("Component")]
internal sealed class AccessReportTests : SharedServiceTests
{
    private const string Access = "/api/v1/admin/reports/access";
    private static readonly Guid OtherTenant = Guid.Parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    private static readonly string Today = $"from={Uri.EscapeDataString($"{HoursAgo(20):O}")}&to={Uri.EscapeDataString($"{HoursAgo(-1):O}")}";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        AuditRecorded[] records =
        [
            .. Reveal(Tenant, Guid.CreateVersion7(), "a@acme.example", 5, reason: "delivered"),
            .. Reveal(Tenant, Guid.CreateVersion7(), "a@acme.example", 4, outcome: null, reason: "lost"),
            .. Reveal(Tenant, Guid.CreateVersion7(), "b@acme.example", 3, AuditOutcomes.Failed, "delivery_unconfirmed", reason: "unconfirmed"),
            .. Reveal(Tenant, Guid.CreateVersion7(), "b@acme.example", 3, AuditOutcomes.Failed, "not_delivered", reason: "kept"),
            .. Reveal(OtherTenant, Guid.CreateVersion7(), "erased@borealis.example", 2, reason: "elsewhere"),
            .. Reveal(Tenant, Guid.CreateVersion7(), "a@acme.example", 10 * 24, reason: "late"),
            Record(outcome: AuditOutcomes.Refused, user: "c@acme.example", reason: "refused", at: HoursAgo(1)),
            Record("ssh_key.rotate", user: "c@acme.example", reason: "no reveal", at: HoursAgo(1)),
            Record("smtp.reveal", user: "a@acme.example", reason: "another type", at: HoursAgo(1)),
            Record("audit_log.export", user: "admin@penguin.example", reason: "a copy", at: HoursAgo(1)) with { TenantId = null, Secret = null, VersionId = null },
        ];
        await Service.PublishAsync(records);
        await Service.RecordedAsync(records.Length);
        await Service.OwnerDatabase.InTransactionAsync(
            transaction => transaction.ExecuteAsync(
                """
                update audit_origin set user_name = null, ip_address = null, user_agent = null, salt = null, content_key = null
                where user_name = 'erased@borealis.example';
                update audit_person set name_key = null, erased_at = now() where name_key = 'erased@borealis.example';
                """),
            CancellationToken.None);
    }

    [Test]
    public async Task Report_EachReveal_IsListedOnceWithWhatIsKnown()
    {
        var report = await Admin.GetFromJsonAsync<JsonElement>($"{Access}?{Today}");

        var items = report.GetProperty("items").EnumerateArray().ToList();
        Assert.That(
            items.Select(item => $"{item.GetProperty("reason").GetString()}: {item.GetProperty("seen").GetString()}"),
            Is.EquivalentTo(["delivered: yes", "lost: possibly", "unconfirmed: possibly", "elsewhere: yes", "another type: yes", "a copy: yes"]));
        Assert.That(items.Select(item => item.GetProperty("sequence").GetInt64()), Is.Ordered.Descending);
        Assert.That((report.GetProperty("total").GetInt32(), report.GetProperty("isComplete").GetBoolean()), Is.EqualTo((6, true)));
        var delivered = items.Single(item => item.GetProperty("reason").GetString() == "delivered");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(delivered.GetProperty("timestamp").GetDateTimeOffset(), Is.EqualTo(HoursAgo(5).AddSeconds(1)).Within(TimeSpan.FromMilliseconds(1)));
            Assert.That(delivered.GetProperty("user").GetString(), Is.EqualTo("a@acme.example"));
            Assert.That(delivered.GetProperty("role").GetString(), Is.EqualTo("tenant_owner"));
            Assert.That(delivered.GetProperty("ipAddress").GetString(), Is.EqualTo("127.0.0.1"));
            Assert.That(delivered.GetProperty("tenantId").GetGuid(), Is.EqualTo(Tenant));
            Assert.That(delivered.GetProperty("secretType").GetString(), Is.EqualTo("ssh"));
            Assert.That(delivered.GetProperty("secretName").GetString(), Is.EqualTo("tenant"));
            Assert.That(delivered.GetProperty("versionId").GetGuid(), Is.Not.EqualTo(Guid.Empty));
            Assert.That(delivered.GetProperty("traceId").GetString(), Has.Length.EqualTo(32));
        }
    }

    [Test]
    public async Task Report_Summary_CountsTheWholePeriodWhateverThePage()
    {
        var report = await Admin.GetFromJsonAsync<JsonElement>($"{Access}?{Today}&pageSize=1&page=2");

        Assert.That(report.GetProperty("items").GetArrayLength(), Is.EqualTo(1));
        Assert.That(
            report.GetProperty("users").EnumerateArray().Select(user =>
                $"{user.GetProperty("user").GetString()} {user.GetProperty("reveals").GetInt32()}+{user.GetProperty("possibly").GetInt32()} of {user.GetProperty("secrets").GetInt32()}"),
            Is.EquivalentTo(["a@acme.example 2+1 of 1", "b@acme.example 0+1 of 1", "(erased) 1+0 of 1", "admin@penguin.example 1+0 of 0"]));
        Assert.That(report.GetProperty("users")[0].GetProperty("user").GetString(), Is.EqualTo("a@acme.example"));
        Assert.That(
            report.GetProperty("secrets").EnumerateArray().Select(secret =>
                $"{secret.GetProperty("tenantId").GetGuid()} {secret.GetProperty("reveals").GetInt32()}+{secret.GetProperty("possibly").GetInt32()} by {secret.GetProperty("users").GetInt32()}"),
            Is.EqualTo([$"{Tenant} 2+2 by 2", $"{OtherTenant} 1+0 by 1"]));
    }

    [Test]
    public async Task Report_OfATenant_ShowsNoOther()
    {
        var report = await Admin.GetFromJsonAsync<JsonElement>($"{Access}?{Today}&tenantId={OtherTenant}");

        var item = report.GetProperty("items").EnumerateArray().Single();
        Assert.That((item.GetProperty("user").GetString(), item.TryGetProperty("ipAddress", out var ip) && ip.ValueKind != JsonValueKind.Null), Is.EqualTo(("(erased)", false)));
    }

    [Test]
    public async Task Report_WhatWasRecordedLate_BelongsToWhenItHappened()
    {
        var period = $"from={Uri.EscapeDataString($"{HoursAgo(11 * 24):O}")}&to={Uri.EscapeDataString($"{HoursAgo(9 * 24):O}")}";

        var report = await Admin.GetFromJsonAsync<JsonElement>($"{Access}?{period}");

        Assert.That(report.GetProperty("items").EnumerateArray().Single().GetProperty("reason").GetString(), Is.EqualTo("late"));
    }

    [Test]
    public async Task Report_HandedOut_IsOnRecord()
    {
        using var admin = Service.SteppedUpAdmin("reader");

        _ = await admin.GetFromJsonAsync<JsonElement>($"{Access}?{Today}&tenantId={Tenant}");

        await Eventually.Async(async () =>
        {
            var page = await Admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/vault/audit-logs?action=report.access&user=reader@penguin.example&outcome=success");
            return page.GetProperty("items").EnumerateArray().Any(item => item.GetProperty("tenantId").GetGuid() == Tenant);
        });
    }

    [TestCase("", "from to")]
    [TestCase("from=2026-01-01", "to")]
    [TestCase("from=2026-01-01&to=2026-01-01", "to")]
    [TestCase("from=2025-01-01&to=2026-01-03", "to")]
    [TestCase("from=yesterday&to=2026-01-03&tenantId=acme&page=0&pageSize=201", "from page pageSize tenantId")]
    public async Task Report_BadInput_NamesTheFields(string query, string fields)
    {
        using var answer = await Admin.GetAsync($"{Access}?{query}");

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        Assert.That(string.Join(' ', problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal)), Is.EqualTo(fields));
    }
}
