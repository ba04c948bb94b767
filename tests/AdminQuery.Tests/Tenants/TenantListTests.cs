using System.Net;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.AdminQuery.Tests.Platform;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.ServiceDefaults;
using static PenguinMails.AdminQuery.Tests.Platform.Reports;

namespace PenguinMails.AdminQuery.Tests.Tenants;

/// <summary>The list's search, filters, sorts and pages, and who may see it.</summary>
[Category("Component")]
internal sealed class TenantListTests
{
    private static readonly DateTimeOffset Start = Now;

    private static readonly TenantState Acme = new(
        Guid.Parse("11111111-0000-4000-8000-00000000000a"), "Acme Mail", new ServerState("10.0.0.9", 22, IsLost: false, UnreachableSince: null),
        [Secret("admin", last: Start.AddDays(-50), next: Start.AddDays(40)), Secret("tenant", last: Start.AddDays(-60), next: Start.AddDays(30).AddHours(1)), Secret("mail-1", SecretTypes.Smtp, next: Start.AddDays(100))]);

    private static readonly TenantState Borealis = new(
        Guid.Parse("22222222-0000-4000-8000-00000000000b"), "borealis Post", new ServerState("10.0.0.10", 22, IsLost: false, UnreachableSince: null),
        [Secret("admin", last: Start.AddDays(-10), next: Start.AddDays(80)), Secret("tenant", last: Start.AddDays(-85), next: Start.AddDays(5)), Secret("borealis.example", SecretTypes.Dkim, next: Start.AddDays(20))]);

    private static readonly TenantState Cumulus = new(
        Guid.Parse("33333333-0000-4000-8000-00000000000c"), "Cumulus_100% Letters", new ServerState("mail.cumulus.example", 22, IsLost: false, UnreachableSince: null),
        [Secret("admin", last: Start.AddDays(-20), next: Start.AddDays(70)), Secret("tenant", last: Start.AddDays(-95), next: Start.AddDays(-5))]);

    private static readonly TenantState Delta = new(
        Guid.Parse("44444444-0000-4000-8000-00000000000d"), "Delta", Server: null, [Secret("tenant", status: SecretStatuses.Revoked)]);

    private AdminQueryService _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _service = await AdminQueryService.StartAsync();
        await _service.HearAsync(Report(Delta, Borealis, Acme, Cumulus));
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _service.DisposeAsync();

    [TestCase("", "ABCD")]
    [TestCase("search=MAIL", "AC", TestName = "a part of the name, and of an address")]
    [TestCase("search=44444444-0000", "D")]
    [TestCase("search=10.0.0.1", "B")]
    [TestCase("search=10.0.0", "AB")]
    [TestCase("search=100%25", "C", TestName = "no wildcard")]
    [TestCase("search=_", "C")]
    [TestCase("search=%25mail%25", "")]
    [TestCase("search=nobody", "")]
    [TestCase("search=%20%20", "ABCD")]
    [TestCase("tenantIds=44444444-0000-4000-8000-00000000000d,11111111-0000-4000-8000-00000000000A", "AD")]
    [TestCase("tenantIds=33333333-0000-4000-8000-00000000000c", "C")]
    [TestCase("tenantIds=99999999-0000-4000-8000-000000000009", "")]
    [TestCase("tenantIds=33333333-0000-4000-8000-00000000000c,22222222-0000-4000-8000-00000000000b&health=red", "C")]
    [TestCase("secretType=ssh", "ABCD")]
    [TestCase("secretType=smtp", "A")]
    [TestCase("secretType=dkim", "B")]
    [TestCase("secretType=api-key", "")]
    [TestCase("status=active", "AB")]
    [TestCase("status=expired", "C")]
    [TestCase("status=revoked", "D")]
    [TestCase("status=active&secretType=smtp", "A")]
    [TestCase("status=expired&secretType=smtp", "")]
    [TestCase("rotationDue=7d", "B")]
    [TestCase("rotationDue=30d", "B")]
    [TestCase("rotationDue=overdue", "C")]
    [TestCase("rotationDue=7d&secretType=dkim", "")]
    [TestCase("rotationDue=30d&secretType=dkim", "B")]
    [TestCase("rotationDue=overdue&secretType=ssh", "C")]
    [TestCase("health=green", "A")]
    [TestCase("health=yellow", "BD")]
    [TestCase("health=red", "C")]
    [TestCase("health=yellow&search=delta&status=revoked&secretType=ssh", "D")]
    [TestCase("sort=tenantName&order=desc", "DCBA")]
    [TestCase("sort=tenantId", "ABCD")]
    [TestCase("sort=tenantId&order=desc", "DCBA")]
    [TestCase("sort=vpsIp", "ABCD", TestName = "addresses sort by their numbers; without one, last")]
    [TestCase("sort=vpsIp&order=desc", "CBAD")]
    [TestCase("sort=lastRotation", "ACBD")]
    [TestCase("sort=lastRotation&order=desc", "BCAD")]
    [TestCase("sort=nextRotation", "CBAD")]
    [TestCase("sort=nextRotation&order=desc", "ABCD")]
    [TestCase("sort=health", "CBDA")]
    [TestCase("sort=health&order=desc", "ABDC")]
    [TestCase("page=2&pageSize=3", "D")]
    [TestCase("page=1&pageSize=1&sort=health", "C")]
    [TestCase("page=9", "")]
    public async Task List_QueriedSo_HasTheseInThisOrder(string query, string initials) =>
        Assert.That(string.Concat((await _service.NamesAsync(query)).Select(name => char.ToUpperInvariant(name[0]))), Is.EqualTo(initials));

    [TestCase("sort=name", "sort")]
    [TestCase("order=up", "order")]
    [TestCase("status=rotating", "status")]
    [TestCase("secretType=tls", "secretType")]
    [TestCase("rotationDue=1d", "rotationDue")]
    [TestCase("health=blue", "health")]
    [TestCase("page=0", "page")]
    [TestCase("pageSize=201", "pageSize")]
    [TestCase("search=a%00b", "search")]
    [TestCase("tenantIds=", "tenantIds")]
    [TestCase("tenantIds=acme", "tenantIds")]
    [TestCase("tenantIds=33333333-0000-4000-8000-00000000000c,", "tenantIds")]
    [TestCase("serch=a", "serch")]
    [TestCase("sort=health&sort=vpsIp", "sort")]
    public async Task List_BadQuery_NamesTheField(string query, string field)
    {
        using var client = _service.Client(Roles.Operator);
        using var answer = await client.GetAsync($"{AdminQueryService.List}?{query}");
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(problem.GetProperty("errors").EnumerateObject().Select(error => error.Name), Is.EqualTo([field]));
    }

    [Test]
    public async Task List_OfMailSecrets_IsFilteredByTheirOwnStatusAndDueDate()
    {
        await using var service = await AdminQueryService.StartAsync();
        await service.HearAsync(Report(
            Of("1 overdue password", Secret("tenant", next: Start.AddDays(60)), Secret("mail-1", SecretTypes.Smtp, next: Start.AddDays(-1))),
            Of("2 revoked password", Secret("tenant", next: Start.AddDays(3)), Secret("mail-1", SecretTypes.Smtp, SecretStatuses.Revoked)),
            Of("3 key due", Secret("tenant", next: Start.AddDays(60)), Secret("a.example", SecretTypes.Dkim, next: Start.AddDays(6)), Secret("b.example", SecretTypes.Dkim, next: Start.AddDays(90))),
            Of("4 key that waits", Secret("a.example", SecretTypes.Dkim, SecretStatuses.WaitingForDns))));

        foreach (var (query, numbers) in new[]
        {
            ("secretType=smtp", "12"), ("secretType=dkim", "34"), ("secretType=smtp&status=expired", "1"), ("secretType=smtp&status=revoked", "2"), ("secretType=smtp&status=active", ""),
            ("secretType=dkim&status=active", "3"), ("status=expired", "1"), ("status=revoked", "2"), ("secretType=smtp&rotationDue=overdue", "1"), ("rotationDue=overdue", "1"),
            ("rotationDue=7d", "23"), ("secretType=dkim&rotationDue=7d", "3"), ("secretType=dkim&rotationDue=30d", "3"), ("secretType=smtp&rotationDue=7d", ""),
            ("health=red", "1"), ("health=yellow", "234"),
        })
        {
            Assert.That(string.Concat((await service.NamesAsync(query)).Select(name => name[0])), Is.EqualTo(numbers), query);
        }

        var items = (await service.GetAsync(AdminQueryService.List)).GetProperty("items");
        Assert.That(
            items.EnumerateArray().Select(item => (item.TryGetProperty("smtpStatus", out var status) ? status.GetString() : null, item.GetProperty("dkimKeysCount").GetInt32())),
            Is.EqualTo(new[] { ("expired", 0), ("revoked", 0), (null, 2), (null, 1) }));

        static TenantState Of(string name, params IReadOnlyList<SecretState> secrets) => Tenant(name: name, secrets: secrets);
    }

    [Test]
    public async Task List_Page_SaysHowManyThereAre()
    {
        var page = await _service.GetAsync($"{AdminQueryService.List}?pageSize=3&page=2&status=active");
        Assert.That(
            (page.GetProperty("page").GetInt32(), page.GetProperty("pageSize").GetInt32(), page.GetProperty("total").GetInt32(), page.GetProperty("items").GetArrayLength()),
            Is.EqualTo((2, 3, 2, 0)));
        Assert.That((await _service.GetAsync($"{AdminQueryService.List}?pageSize=3&page=2")).GetProperty("total").GetInt32(), Is.EqualTo(4));
        Assert.That((await _service.GetAsync($"{AdminQueryService.List}?search=nobody")).GetProperty("total").GetInt32(), Is.Zero);
        Assert.That(page.GetProperty("items").EnumerateArray().Concat((await _service.GetAsync(AdminQueryService.List)).GetProperty("items").EnumerateArray())
            .SelectMany(item => item.EnumerateObject()).Select(field => field.Name), Has.None.EqualTo("total"));
    }

    [TestCase(null, HttpStatusCode.Unauthorized)]
    [TestCase(Roles.TenantOwner, HttpStatusCode.Forbidden)]
    [TestCase(Roles.TenantAdmin, HttpStatusCode.Forbidden)]
    [TestCase(Roles.Developer, HttpStatusCode.Forbidden)]
    [TestCase(Roles.Service, HttpStatusCode.Forbidden)]
    [TestCase(Roles.Operator, HttpStatusCode.OK)]
    [TestCase(Roles.Admin, HttpStatusCode.OK)]
    public async Task List_EachRole_AnswersAsDecided(string? role, HttpStatusCode status)
    {
        using var client = _service.Client(role, role is Roles.TenantOwner or Roles.TenantAdmin ? Acme.TenantId : null);
        foreach (var path in (string[])[AdminQueryService.List, AdminQueryService.List + "/rebuild"])
        {
            using var answer = await client.GetAsync(path);
            Assert.That(answer.StatusCode, Is.EqualTo(status), path);
        }
    }
}
