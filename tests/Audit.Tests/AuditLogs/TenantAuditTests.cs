using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.AuditLogs;

/// <summary>A tenant sees what the ledger says about it, and nobody else's records, names and addresses.</summary>
[Category("Component")]
internal sealed class TenantAuditTests : SharedServiceTests
{
    private const string Logs = "/api/v1/tenant/audit-logs";
    private static readonly Guid OtherTenant = Guid.Parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private HttpClient _owner = null!;

    [OneTimeSetUp]
    public async Task RecordAsync()
    {
        var byAdmin = Record("ssh_key.rotate", user: "root@penguinmails.example", reason: "asked by root@penguinmails.example from 10.9.8.7 at 12:00:00", at: Noon.AddMinutes(2));
        var byService = Record("ssh_key.retire", user: "key-issuance", reason: "3", at: Noon.AddMinutes(3));
        var trespass = Record("ssh_key.revoke", AuditOutcomes.Refused, user: "owner@borealis.example", at: Noon.AddMinutes(5));
        await Service.PublishAsync(
            // First of all, so that its sender is not taken for one of the tenant's people.
            trespass with { Code = "forbidden", Actor = trespass.Actor with { IpAddress = "192.0.2.66" } });
        await Service.RecordedAsync(1);
        await Service.PublishAsync(
            Record("ssh_key.download", AuditOutcomes.Intent, reason: "told by owner@acme.example", at: Noon),
            Record("ssh_key.download", user: "Admin@Acme.example", reason: "1", at: Noon.AddMinutes(1)),
            byAdmin with { Actor = byAdmin.Actor with { Role = Roles.Admin, IpAddress = "10.9.8.7" } },
            byService with { Actor = byService.Actor with { UserId = null, Role = Roles.Service, SessionId = null, IpAddress = null } },
            Record("sign_in", AuditOutcomes.Failed, user: "owner@borealis.example", tenantId: OtherTenant, reason: "secret of another", at: Noon.AddMinutes(4)));
        await Service.RecordedAsync(6);
        _owner = Service.TenantClient(Tenant);
    }

    [OneTimeTearDown]
    public void SignOut() => _owner.Dispose();

    [Test]
    public async Task List_OwnTenant_ShowsOwnPeopleAndNoOthers()
    {
        var page = (await ItemsAsync(_owner, "?to=2026-11-21")).OrderByDescending(item => item.GetProperty("timestamp").GetDateTimeOffset()).ToList();

        Assert.That(page.Select(item => Text(item, "user")), Is.EqualTo(
            ["(another tenant)", "key-issuance", "(administrator)", "Admin@Acme.example", "owner@acme.example"]));
        Assert.That(page.Select(item => Text(item, "ipAddress")), Is.EqualTo([null, null, null, "127.0.0.1", "127.0.0.1"]));
        Assert.That(page.Select(item => item.TryGetProperty("userId", out var id) && id.ValueKind == JsonValueKind.String), Is.EqualTo([false, false, false, true, true]));
        Assert.That(page.Select(item => Text(item, "reason")), Is.EqualTo(
            [null, "3", "asked by (left out) from (left out) at 12:00:00", "1", "told by owner@acme.example"]));
        Assert.That(page.Select(item => Text(item, "tenantId")), Is.All.EqualTo(Tenant.ToString()));
    }

    [Test]
    public async Task List_NothingOfOthers_IsAnywhereInTheAnswer()
    {
        var answer = await _owner.GetStringAsync(Logs + "?to=2026-11-21&pageSize=200");

        foreach (var foreign in new[] { "borealis", "penguinmails.example", "10.9.8.7", "192.0.2.66", "secret of another", "userAgent", "path" })
        {
            Assert.That(answer, Does.Not.Contain(foreign));
        }
    }

    [TestCase("user=owner@acme.example", 1)]
    [TestCase("user=ADMIN@acme.example", 1)]
    [TestCase("user=key-issuance", 1)]
    [TestCase("user=root@penguinmails.example", 0)]
    [TestCase("user=owner@borealis.example", 0)]
    [TestCase("user=(administrator)", 0)]
    [TestCase("action=ssh_key.download", 2)]
    [TestCase("action=download&outcome=intent", 1)]
    [TestCase("action=sign_in", 0)]
    [TestCase("secretType=ssh&from=2026-11-20T12:02:00Z", 3)]
    [TestCase("secretType=smtp", 0)]
    public async Task List_Filter_ShowsWhatMatches(string filter, int count)
    {
        var page = await _owner.GetFromJsonAsync<JsonElement>($"{Logs}?{filter}&to=2026-11-21");

        Assert.That((page.GetProperty("items").GetArrayLength(), page.GetProperty("total").GetInt32()), Is.EqualTo((count, count)));
    }

    [Test]
    public async Task List_Pages_CoverTheTenantsRecordsOnce()
    {
        var first = await _owner.GetFromJsonAsync<JsonElement>(Logs + "?to=2026-11-21&pageSize=3");
        var second = await _owner.GetFromJsonAsync<JsonElement>($"{Logs}?to=2026-11-21&pageSize=3&before={first.GetProperty("next").GetInt64()}");

        var sequences = new[] { first, second }.SelectMany(page => page.GetProperty("items").EnumerateArray()).Select(item => item.GetProperty("sequence").GetInt64()).ToList();
        Assert.That(sequences, Has.Count.EqualTo(5).And.Unique);
        Assert.That(sequences, Is.Ordered.Descending);
    }

    [TestCase("pageSize=201", "pageSize")]
    [TestCase("page=0", "page")]
    [TestCase("outcome=maybe", "outcome")]
    [TestCase("action=rotat", "action")]
    [TestCase("tenantId=6ba7b810-9dad-11d1-80b4-00c04fd430c8", "tenantId")]
    [TestCase("chain=vault", "chain")]
    [TestCase("search=secret", "search")]
    public async Task List_BadOrForeignParameter_IsAnErrorThatNamesIt(string query, string field)
    {
        using var answer = await _owner.GetAsync($"{Logs}?{query}");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(field, out _), Is.True);
    }

    [Test]
    public async Task List_AnotherTenantsAdmin_SeesOnlyThatTenants()
    {
        using var other = Service.TenantClient(OtherTenant, Roles.TenantAdmin, "admin@borealis.example");

        var page = await ItemsAsync(other, "?to=2026-11-21");

        Assert.That(page.Select(item => (Text(item, "action"), Text(item, "user"))), Is.EqualTo([("sign_in", "owner@borealis.example")]));
    }

    [Test]
    public async Task Read_ByATenantsUser_IsOnRecordForTheTenant()
    {
        using var third = Service.TenantClient(Guid.CreateVersion7(), email: "owner@third.example");
        using var first = await third.GetAsync(Logs);
        await Eventually.Async(async () => (await ItemsAsync(third, "?action=audit_log.read")).Count > 0, what: "the reading on record");

        Assert.That(Text((await ItemsAsync(third, "?action=audit_log.read"))[0], "user"), Is.EqualTo("owner@third.example"));
    }

    [TestCaseSource(nameof(Refused))]
    public Task List_OtherRoles_AreRefused(string? role) => AssertRefusedAsync(role, (HttpMethod.Get, Logs));

    private static readonly string?[] Refused = [Roles.Admin, .. OtherRoles];

    private static async Task<IReadOnlyList<JsonElement>> ItemsAsync(HttpClient client, string query) =>
        [.. (await client.GetFromJsonAsync<JsonElement>(Logs + query)).GetProperty("items").EnumerateArray()];

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) ? value.GetString() : null;
}
