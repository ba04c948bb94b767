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

[Category("Component")]
internal sealed class AuditLogTests : SharedServiceTests
{
    private const string Logs = "/api/v1/admin/vault/audit-logs";
    private static readonly Guid OtherTenant = Guid.Parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        await Service.PublishAsync(
            Record("ssh_key.download", AuditOutcomes.Intent, reason: "1", at: Noon),
            Record("ssh_key.download", reason: "2", at: Noon.AddMinutes(1)),
            Record("ssh_key.rotate", user: "Admin@Acme.example", reason: "3", at: Noon.AddMinutes(2)),
            Record("auth.sign_in", AuditOutcomes.Failed, user: "owner@borealis.example", tenantId: OtherTenant, reason: "4", at: Noon.AddMinutes(3)));
        await Service.RecordedAsync(4);
    }

    [TestCase("user=OWNER@acme.example", "1 2")]
    [TestCase("user=admin@acme.example", "3")]
    [TestCase("action=ssh_key.download", "1 2")]
    [TestCase("action=ssh_key.download&outcome=intent", "1")]
    [TestCase("outcome=failed", "4")]
    [TestCase("tenantId=6ba7b810-9dad-11d1-80b4-00c04fd430c8", "4")]
    [TestCase("tenantId=550e8400-e29b-41d4-a716-446655440000&secretType=ssh&to=2026-11-21", "1 2 3")]
    [TestCase("secretType=smtp", "")]
    [TestCase("from=2026-11-20T12:02:00Z&to=2026-11-20T12:03:00Z", "3")]
    [TestCase("from=2026-11-20T13:02:00%2B01:00&to=2026-11-20T12:03:00.000001Z", "3 4")]
    [TestCase("user=nobody'%20or%20''%3D'", "")]
    [TestCase("search=3", "3")]
    [TestCase("search=tenant", "1 2 3 4")]
    [TestCase("search=6ba7b810-9dad-11d1-80b4-00c04fd430c8", "4")]
    [TestCase("search=2%20or%204", "2 4")]
    [TestCase("search=tenant&outcome=failed", "4")]
    [TestCase("search=tenant%20-6ba7b810&to=2026-11-21", "1 2 3")]
    [TestCase("search=nowhere", "")]
    [TestCase("search='%20%26%20%3A*%20!", "")]
    [TestCase("chain=vault", "")]
    public async Task List_Filter_ShowsWhatMatches(string filter, string reasons)
    {
        var page = await Admin.GetFromJsonAsync<JsonElement>($"{Logs}?{filter}");

        var found = page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("reason").GetString()!).Order();
        Assert.That(string.Join(' ', found), Is.EqualTo(reasons));
        Assert.That(page.GetProperty("total").GetInt32(), Is.EqualTo(page.GetProperty("items").GetArrayLength()));
    }

    [TestCase("", "1 2 3")]
    [TestCase("?action=ssh_key.download&outcome=success", "2")]
    [TestCase("?user=admin@acme.example&from=2026-11-20", "3")]
    [TestCase("?chain=vault", "")]
    public async Task ListOfSecret_Filter_ShowsThatSecretsRecords(string query, string reasons)
    {
        var page = await Admin.GetFromJsonAsync<JsonElement>($"/api/v1/admin/secrets/tenant/{Tenant}/ssh/tenant/audit{query}");

        Assert.That(
            string.Join(' ', page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("reason").GetString()!).Order()), Is.EqualTo(reasons));
    }

    [Test]
    public async Task ListOfSecret_Pages_CoverEverythingOnceNewestFirst()
    {
        var path = $"/api/v1/admin/secrets/tenant/{Tenant}/ssh/tenant/audit?pageSize=2";
        var first = await Admin.GetFromJsonAsync<JsonElement>(path);
        var second = await Admin.GetFromJsonAsync<JsonElement>($"{path}&before={first.GetProperty("next").GetInt64()}");

        var sequences = Sequences(first).Concat(Sequences(second)).ToList();
        Assert.That(sequences, Has.Count.EqualTo(3).And.Unique);
        Assert.That(sequences, Is.Ordered.Descending);
        Assert.That(first.GetProperty("total").GetInt32(), Is.EqualTo(3));
    }

    [TestCase("ssh/admin")]
    [TestCase("smtp/tenant")]
    [TestCase("ssh/tenant%2F..")]
    public async Task ListOfSecret_WithoutRecords_IsNotFound(string secret)
    {
        using var answer = await Admin.GetAsync($"/api/v1/admin/secrets/tenant/{Tenant}/{secret}/audit");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task ListOfSecret_BadFilter_NamesTheField()
    {
        using var answer = await Admin.GetAsync($"/api/v1/admin/secrets/tenant/{Tenant}/ssh/tenant/audit?outcome=maybe&before=x");

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(problem.GetProperty("errors").EnumerateObject().Select(error => error.Name), Is.EquivalentTo(["outcome", "before"]));
    }

    [Test]
    public async Task List_Pages_CoverEverythingOnceNewestFirst()
    {
        var filter = $"{Logs}?to=2026-11-21&pageSize=3";
        var first = await Admin.GetFromJsonAsync<JsonElement>(filter);
        var second = await Admin.GetFromJsonAsync<JsonElement>($"{filter}&page=2");
        var third = await Admin.GetFromJsonAsync<JsonElement>($"{filter}&page=3");

        Assert.That(
            new[] { first, second, third }.SelectMany(page => page.GetProperty("items").EnumerateArray()).Select(item => item.GetProperty("sequence").GetInt64()),
            Is.EqualTo([4, 3, 2, 1]));
        Assert.That(
            (second.GetProperty("page").GetInt32(), second.GetProperty("pageSize").GetInt32(), second.GetProperty("total").GetInt32()),
            Is.EqualTo((2, 3, 4)));
    }

    [Test]
    public async Task List_Before_PagesStayAsTheyAreWhileRecordsArrive()
    {
        await using var service = await AuditService.StartAsync();
        using var admin = service.Client(Roles.Admin);
        await service.PublishAsync(Enumerable.Range(0, 4).Select(_ => Record()));
        await service.RecordedAsync(4);
        var filter = $"{Logs}?pageSize=2";
        var first = await admin.GetFromJsonAsync<JsonElement>(filter);
        await service.PublishAsync(Record());
        await service.RecordedAsync(5);

        var second = await admin.GetFromJsonAsync<JsonElement>($"{filter}&before={first.GetProperty("next").GetInt64()}");

        Assert.That(Sequences(first).Concat(Sequences(second)), Is.EqualTo([4, 3, 2, 1]));
        Assert.That(second.TryGetProperty("next", out _), Is.False, "nothing follows");
    }

    private static IEnumerable<long> Sequences(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("sequence").GetInt64());

    [Test]
    public async Task List_Item_HasTheFieldsOfTheContract()
    {
        var page = await Admin.GetFromJsonAsync<JsonElement>($"{Logs}?outcome=intent");

        var item = page.GetProperty("items")[0];
        Assert.Multiple(() =>
        {
            Assert.That(item.GetProperty("timestamp").GetDateTimeOffset(), Is.EqualTo(Noon));
            Assert.That(item.GetProperty("action").GetString(), Is.EqualTo("ssh_key.download"));
            Assert.That(item.GetProperty("tenantId").GetGuid(), Is.EqualTo(Tenant));
            Assert.That(item.GetProperty("user").GetString(), Is.EqualTo("owner@acme.example"));
            Assert.That(item.GetProperty("role").GetString(), Is.EqualTo("tenant_owner"));
            Assert.That(item.GetProperty("secretType").GetString(), Is.EqualTo("ssh"));
            Assert.That(item.GetProperty("secretName").GetString(), Is.EqualTo("tenant"));
            Assert.That(item.GetProperty("ipAddress").GetString(), Is.EqualTo("127.0.0.1"));
            Assert.That(item.GetProperty("outcome").GetString(), Is.EqualTo("intent"));
            Assert.That(item.GetProperty("traceId").GetString(), Has.Length.EqualTo(32));
            Assert.That(item.GetProperty("hash").GetString(), Does.Match("^[0-9a-f]{64}$"));
        });
    }

    [Test]
    public async Task List_EverythingWrong_IsReportedAtOnce()
    {
        using var answer = await Admin.GetAsync(
            $"{Logs}?tenantId=acme&outcome=maybe&from=yesterday&to=20.11.2026&page=0&pageSize=201&action=&user={new string('x', 321)}&secretType=");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(problem.GetProperty("code").GetString(), Is.EqualTo("validation_failed"));
        Assert.That(
            problem.GetProperty("errors").EnumerateObject().Select(error => error.Name),
            Is.EquivalentTo(["tenantId", "outcome", "from", "to", "page", "pageSize", "action", "user", "secretType"]));
    }

    [TestCase("from=2026-11-20&to=2026-11-20", "to")]
    [TestCase("page=501&pageSize=200", "page")]
    [TestCase("page=99999999999999999999", "page")]
    public async Task List_OutOfBounds_NamesTheField(string query, string field)
    {
        using var answer = await Admin.GetAsync($"{Logs}?{query}");

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(problem.GetProperty("errors").TryGetProperty(field, out _), Is.True, $"{problem}");
    }

    [TestCase(Roles.Developer)]
    [TestCase(Roles.TenantOwner)]
    [TestCase(Roles.TenantAdmin)]
    [TestCase(Roles.Service)]
    public async Task List_OtherRoles_AreRefusedAndThatIsRecorded(string role)
    {
        using var client = Service.Client(role);

        using var answer = await client.GetAsync(Logs);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        await Eventually.Async(async () =>
        {
            var page = await Admin.GetFromJsonAsync<JsonElement>($"{Logs}?action=audit_log.read&outcome=refused&user={role}@penguin.example");
            return page.GetProperty("total").GetInt32() == 1;
        });
    }

    [Test]
    public async Task List_NoToken_IsUnauthenticated()
    {
        using var client = Service.Client(role: null);

        using var answer = await client.GetAsync(Logs);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }
}
