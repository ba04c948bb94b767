using System.Net;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.AdminQuery.Tests.Platform;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.ServiceDefaults;
using static PenguinMails.AdminQuery.Tests.Platform.Reports;

namespace PenguinMails.AdminQuery.Tests.Secrets;

/// <summary>A tenant's details, by type.</summary>
[Category("Component")]
internal sealed class TenantSecretsTests
{
    private const string Root = "/api/v1/admin/secrets/tenant/";
    private AdminQueryService _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _service = await AdminQueryService.StartAsync();
        await _service.FillAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _service.DisposeAsync();

    [Test]
    public async Task Tenant_WithSecretsOfTypes_ShowsThemByType()
    {
        var (last, next, operation) = (Now.AddDays(-3), Now.AddDays(3), new OperationState(Guid.CreateVersion7(), "rotate", Now));
        var tenant = Tenant(name: "Details", address: "127.0.22.1", secrets:
        [
            Secret("admin", next: Now.AddDays(-1)),
            Secret("tenant", status: SecretStatuses.Rotating, last: last, next: next) with { LastRevealed = last.AddHours(1), GraceEndsAt = next, Operation = operation },
            Secret("mail-1", SecretTypes.Smtp, next: Now.AddDays(100)),
        ]);
        await _service.HearAsync(Report(tenant with { Server = tenant.Server! with { UnreachableSince = last } }));

        var shown = await _service.GetAsync(Root + tenant.TenantId);
        Assert.That(
            (shown.GetProperty("tenantName").GetString(), shown.GetProperty("vpsIp").GetString(), shown.GetProperty("health").GetString()), Is.EqualTo(("Details", "127.0.22.1", "red")));
        Assert.That(shown.GetProperty("unreachableSince").GetDateTimeOffset(), Is.EqualTo(last).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That(shown.TryGetProperty("asOf", out _), Is.True);
        var (admin, own) = (shown.GetProperty("ssh").GetProperty("admin"), shown.GetProperty("ssh").GetProperty("tenant"));
        Assert.That((admin.GetProperty("status").GetString(), admin.GetProperty("health").GetString()), Is.EqualTo(("expired", "red")));
        Assert.That((own.GetProperty("status").GetString(), own.GetProperty("health").GetString()), Is.EqualTo(("rotating", "yellow")));
        Assert.That(own.GetProperty("lastDownloaded").GetDateTimeOffset(), Is.EqualTo(last.AddHours(1)).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That(own.GetProperty("graceEndsAt").GetDateTimeOffset(), Is.EqualTo(next).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That(own.GetProperty("operation").GetProperty("operationId").GetGuid(), Is.EqualTo(operation.OperationId));
        Assert.That(shown.GetProperty("smtp")[0].GetProperty("name").GetString(), Is.EqualTo("mail-1"));

        var keys = await _service.GetAsync($"{Root}{tenant.TenantId}/ssh");
        Assert.That(keys.EnumerateArray().Select(key => key.GetProperty("name").GetString()), Is.EqualTo(["admin", "tenant"]));
        Assert.That((await _service.GetAsync($"{Root}{tenant.TenantId}/dkim")).GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task Tenant_WithMailSecrets_ShowsTheirSettings_TheUsernameMasked()
    {
        var (last, next) = (Now.AddDays(-3), Now.AddDays(177));
        var tenant = Tenant(secrets:
        [
            Secret("mail-1", SecretTypes.Smtp, last: last, next: next) with { Settings = SmtpSettings(), LastRevealed = last },
            Secret("mail-2", SecretTypes.Smtp, next: next) with { Settings = SmtpSettings("sales@acme.example", webmailUrl: null) },
            Secret("acme.example", SecretTypes.Dkim, next: next) with { Settings = DkimSettings(DkimDnsModes.Managed) },
            Secret("manual.example", SecretTypes.Dkim, SecretStatuses.WaitingForDns) with { Settings = DkimSettings(DkimDnsModes.Manual, selector: null) },
        ]);
        await _service.HearAsync(Report(tenant));

        var shown = await _service.GetAsync(Root + tenant.TenantId);
        Assert.That(shown.GetProperty("health").GetString(), Is.EqualTo("yellow"), "one waits for DNS");
        var (smtp, other) = (shown.GetProperty("smtp")[0], shown.GetProperty("smtp")[1]);
        Assert.That(TextsOf(smtp, "name", "username", "host", "encryption", "webmailUrl", "status", "health"), Is.EqualTo(
            ["mail-1", "admin@*****.example", "127.0.10.1", "starttls", "https://mail.acme.example/", "active", "green"]));
        Assert.That(smtp.GetProperty("port").GetInt32(), Is.EqualTo(587));
        Assert.That(smtp.GetProperty("lastRevealed").GetDateTimeOffset(), Is.EqualTo(last).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That((other.GetProperty("username").GetString(), other.TryGetProperty("webmailUrl", out _), other.TryGetProperty("domain", out _)), Is.EqualTo(("sales@*****.example", false, false)));
        Assert.That(shown.ToString(), Does.Not.Contain("@acme.example").And.Not.Contain("imapPort"));
        var (signing, waiting) = (shown.GetProperty("dkim")[0], shown.GetProperty("dkim")[1]);
        Assert.That(TextsOf(signing, "domain", "selector", "algorithm", "dnsMode", "status"), Is.EqualTo(["acme.example", "pm20261130a", "rsa2048", "managed", "active"]));
        Assert.That(TextsOf(waiting, "domain", "dnsMode", "status", "health"), Is.EqualTo(["manual.example", "manual", "waiting_for_dns", "yellow"]));
        Assert.That((waiting.TryGetProperty("selector", out _), waiting.ToString().Contains("not shown", StringComparison.Ordinal)), Is.EqualTo((false, false)));

        Assert.That((await _service.GetAsync($"{Root}{tenant.TenantId}/smtp"))[0].ToString(), Is.EqualTo(smtp.ToString()), "the list of a type has the same items");
        Assert.That((await _service.GetAsync($"{Root}{tenant.TenantId}/dkim"))[1].ToString(), Is.EqualTo(waiting.ToString()));
        var listed = (await _service.FindAsync(tenant.TenantId))!.Value;
        Assert.That((listed.GetProperty("smtpStatus").GetString(), listed.GetProperty("dkimKeysCount").GetInt32()), Is.EqualTo(("active", 2)));
    }

    [Test]
    public async Task Tenant_OfAnEarlierReport_ShowsMailSecretsWithoutSettings()
    {
        var tenant = Tenant(secrets: [Secret("mail-1", SecretTypes.Smtp), Secret("acme.example", SecretTypes.Dkim)]);
        await _service.HearAsync(Report(tenant));

        var shown = await _service.GetAsync(Root + tenant.TenantId);
        Assert.That((shown.GetProperty("smtp")[0].TryGetProperty("username", out _), shown.GetProperty("dkim")[0].GetProperty("domain").GetString()), Is.EqualTo((false, "acme.example")));

        await _service.HearAsync(Report(tenant with { Secrets = [] }));
        shown = await _service.GetAsync(Root + tenant.TenantId);
        Assert.That((shown.GetProperty("smtp").GetArrayLength(), shown.GetProperty("dkim").GetArrayLength()), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Tenant_WhoseServerWasAbandoned_SaysSoAndWhen_UntilItHasAnother()
    {
        var (lostAt, tenant) = (Now.AddHours(-2), Tenant(address: "127.0.22.2", secrets: Secret("tenant", status: SecretStatuses.Revoked)));
        await _service.HearAsync(Report(tenant));
        Assert.That(AbandonmentOf(await _service.GetAsync(Root + tenant.TenantId)), Is.EqualTo((false, (DateTimeOffset?)null)));

        await _service.HearAsync(Report(tenant with { Server = tenant.Server! with { IsLost = true, LostAt = lostAt } }));
        var (isAbandoned, at) = AbandonmentOf(await _service.GetAsync(Root + tenant.TenantId));
        Assert.That(isAbandoned, Is.True);
        Assert.That(at, Is.EqualTo(lostAt).Within(TimeSpan.FromMilliseconds(1)));

        // As an earlier version of KeyIssuance reports it.
        await _service.HearAsync(Report(tenant with { Server = tenant.Server! with { IsLost = true } }));
        Assert.That(AbandonmentOf(await _service.GetAsync(Root + tenant.TenantId)), Is.EqualTo((true, (DateTimeOffset?)null)));

        await _service.HearAsync(Report(tenant with { Server = new ServerState("127.0.22.3", 22, IsLost: false, UnreachableSince: null) }));
        Assert.That(AbandonmentOf(await _service.GetAsync(Root + tenant.TenantId)), Is.EqualTo((false, (DateTimeOffset?)null)));
    }

    [Test]
    public async Task Tenant_Unknown_IsNotFound_ButNotWhileTheListIsFilled()
    {
        await using var filling = await AdminQueryService.StartAsync();
        foreach (var path in (string[])[$"{Root}{Guid.CreateVersion7()}", $"{Root}{Guid.CreateVersion7()}/ssh"])
        {
            Assert.That(await StatusAsync(_service, path), Is.EqualTo(HttpStatusCode.NotFound), path);
            Assert.That(await StatusAsync(filling, path), Is.EqualTo(HttpStatusCode.ServiceUnavailable), path);
        }

        Assert.That(await StatusAsync(_service, $"{Root}{Guid.CreateVersion7()}/nonsense"), Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase(null, HttpStatusCode.Unauthorized)]
    [TestCase(Roles.TenantOwner, HttpStatusCode.Forbidden)]
    [TestCase(Roles.TenantAdmin, HttpStatusCode.Forbidden)]
    [TestCase(Roles.Developer, HttpStatusCode.Forbidden)]
    [TestCase(Roles.Service, HttpStatusCode.Forbidden)]
    [TestCase(Roles.Operator, HttpStatusCode.OK)]
    [TestCase(Roles.Admin, HttpStatusCode.OK)]
    public async Task Details_EachRole_AlsoOfTheOwnTenant_AnswersAsDecided(string? role, HttpStatusCode status)
    {
        var tenant = Tenant();
        await _service.HearAsync(Report(tenant));
        using var client = _service.Client(role, role is Roles.TenantOwner or Roles.TenantAdmin ? tenant.TenantId : null);
        foreach (var path in (string[])[$"{Root}{tenant.TenantId}", $"{Root}{tenant.TenantId}/ssh"])
        {
            using var answer = await client.GetAsync(path);
            Assert.That(answer.StatusCode, Is.EqualTo(status), path);
        }
    }

    private static IReadOnlyList<string?> TextsOf(JsonElement item, params string[] names) => [.. names.Select(name => item.GetProperty(name).GetString())];

    private static (bool IsAbandoned, DateTimeOffset? At) AbandonmentOf(JsonElement tenant) => (
        tenant.GetProperty("isServerAbandoned").GetBoolean(), tenant.TryGetProperty("serverAbandonedAt", out var at) ? at.GetDateTimeOffset() : null);

    private static async Task<HttpStatusCode> StatusAsync(AdminQueryService service, string path)
    {
        using var client = service.Client(Roles.Operator);
        using var answer = await client.GetAsync(path);
        return answer.StatusCode;
    }
}
