using NUnit.Framework;
using PenguinMails.AdminQuery.Tests.Platform;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using static PenguinMails.AdminQuery.Tests.Platform.Reports;

namespace PenguinMails.AdminQuery.Tests.Projection;

/// <summary>What is reported is what is shown, in whatever order reports come and however often.</summary>
[Category("Component")]
internal sealed class ProjectionTests
{
    private AdminQueryService _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _service = await AdminQueryService.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _service.DisposeAsync();

    [Test]
    public async Task Report_OfATenant_IsShownWithEveryField()
    {
        var (last, next) = (new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero), Now.AddDays(40));
        var tenant = Tenant(name: "Wholly Mail", address: "127.0.21.9", secrets:
        [
            Secret("admin", last: last.AddDays(-1), next: next.AddDays(1)), Secret("tenant", last: last, next: next),
            Secret("wholly.example", SecretTypes.Dkim, next: next.AddDays(9)), Secret("mail-1", SecretTypes.Smtp, SecretStatuses.Revoked),
        ]);

        await _service.HearAsync(Report(tenant));

        var shown = (await _service.FindAsync(tenant.TenantId))!.Value;
        Assert.That(shown.GetProperty("tenantId").GetGuid(), Is.EqualTo(tenant.TenantId));
        Assert.That(shown.GetProperty("tenantName").GetString(), Is.EqualTo("Wholly Mail"));
        Assert.That(shown.GetProperty("vpsIp").GetString(), Is.EqualTo("127.0.21.9"));
        Assert.That(shown.GetProperty("sshKeyStatus").GetString(), Is.EqualTo("active"));
        Assert.That(shown.GetProperty("smtpStatus").GetString(), Is.EqualTo("revoked"));
        Assert.That(shown.GetProperty("dkimKeysCount").GetInt32(), Is.EqualTo(1));
        Assert.That(shown.GetProperty("apiKeysCount").GetInt32(), Is.Zero);
        Assert.That(shown.GetProperty("lastRotation").GetDateTimeOffset(), Is.EqualTo(last));
        Assert.That(shown.GetProperty("nextRotation").GetDateTimeOffset(), Is.EqualTo(next).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That(shown.GetProperty("health").GetString(), Is.EqualTo("yellow"), "one is revoked");
    }

    [Test]
    public async Task Report_WithApiKeys_CountsAndShowsThoseThatWork()
    {
        var (ending, lasting, ended) = (Key(Now.AddDays(3)), Key(null), Key(Now.AddDays(-1)));
        var tenant = Tenant(secrets: [Secret("admin"), Secret("tenant")]) with { ApiKeys = [ending, lasting, ended] };

        await _service.HearAsync(Report(tenant));

        Assert.That((await _service.FindAsync(tenant.TenantId))!.Value.GetProperty("apiKeysCount").GetInt32(), Is.EqualTo(2));
        var shown = (await _service.GetAsync($"/api/v1/admin/secrets/tenant/{tenant.TenantId}")).GetProperty("apiKeys");
        Assert.That(shown.GetProperty("count").GetInt32(), Is.EqualTo(2));
        Assert.That(
            shown.GetProperty("items").EnumerateArray().Select(key => (key.GetProperty("keyId").GetGuid(), key.GetProperty("status").GetString())),
            Is.EquivalentTo(new[] { (ending.KeyId, "expiring"), (lasting.KeyId, "active") }));
        Assert.That(shown.GetProperty("items")[0].GetProperty("permissions").EnumerateArray().Select(name => name.GetString()), Is.EqualTo(["audit:read", "email:send"]));
        Assert.That((await _service.GetAsync($"{AdminQueryService.List}?secretType=api-key&search={tenant.TenantId}")).GetProperty("total").GetInt32(), Is.EqualTo(1));

        await _service.HearAsync(Report(tenant with { ApiKeys = [] }));

        Assert.That((await _service.FindAsync(tenant.TenantId))!.Value.GetProperty("apiKeysCount").GetInt32(), Is.Zero);
        Assert.That((await _service.FindAsync(tenant.TenantId))!.Value.GetProperty("health").GetString(), Is.EqualTo("green"), "keys are no part of it");

        static ApiKeyState Key(DateTimeOffset? expiresAt) =>
            new(Guid.CreateVersion7(), "A program", ["audit:read", "email:send"], 60, Now.AddDays(-2), expiresAt, Now.AddHours(-1), 12);
    }

    [Test]
    public async Task Reports_OutOfOrder_TheNewestStays()
    {
        var tenant = Tenant(name: "First", secrets: [Secret("admin"), Secret("tenant")]);
        var (first, second, third) = (Report(tenant), Report(tenant with { Name = "Second" }), Report(tenant with { Name = "Third", Secrets = [Secret("admin")] }));

        await _service.HearAsync(third, first, second);

        Assert.That((await _service.FindAsync(tenant.TenantId))!.Value.GetProperty("tenantName").GetString(), Is.EqualTo("Third"));
        Assert.That(await SecretsAsync(tenant), Is.EqualTo(1), "secrets that were gone by then do not come back");
    }

    [Test]
    public async Task Report_Twice_IsTheSameAsOnce()
    {
        var report = Report(Tenant(secrets: [Secret("admin"), Secret("tenant")]));

        await _service.HearAsync(report, report with { OccurredAt = report.OccurredAt.AddSeconds(-1) }, report);

        Assert.That(await SecretsAsync(report.Tenants[0]), Is.EqualTo(2));
        Assert.That((await _service.GetAsync($"{AdminQueryService.List}?search={report.Tenants[0].TenantId}")).GetProperty("total").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task Report_OlderForOneTenantOfTwo_ChangesTheOther()
    {
        var (one, other) = (Tenant(name: "One"), Tenant(name: "Other"));
        var late = Report(one with { Name = "One of before" }, other);
        await _service.HearAsync(Report(one), late);

        Assert.That((await _service.FindAsync(one.TenantId))!.Value.GetProperty("tenantName").GetString(), Is.EqualTo("One"));
        Assert.That((await _service.FindAsync(other.TenantId))!.Value.GetProperty("tenantName").GetString(), Is.EqualTo("Other"));
    }

    [Test]
    public async Task Status_OfAType_IsTheMostUrgentOfItsSecrets()
    {
        var (overdue, later) = (Now.AddDays(-1), Now.AddDays(30));
        foreach (var (secrets, status) in new (SecretState[] Secrets, string? Status)[]
        {
            ([Secret("admin", next: later), Secret("tenant", next: overdue)], "expired"),
            ([Secret("admin", next: later), Secret("tenant", status: SecretStatuses.Revoked)], "revoked"),
            ([Secret("admin", next: overdue), Secret("tenant", status: SecretStatuses.Revoked)], "expired"),
            ([Secret("admin", next: later), Secret("tenant", status: SecretStatuses.Rotating, next: later)], "active"),
            ([Secret("admin", next: later), Secret("tenant", status: SecretStatuses.RevocationPending)], "active"),
            ([Secret("tenant", status: SecretStatuses.Provisioning)], null),
            ([], null),
        })
        {
            var tenant = Tenant(secrets: secrets);
            await _service.HearAsync(Report(tenant));
            var shown = (await _service.FindAsync(tenant.TenantId))!.Value;
            Assert.That(shown.TryGetProperty("sshKeyStatus", out var found) ? found.GetString() : null, Is.EqualTo(status));
        }
    }

    private Task<int> SecretsAsync(TenantState tenant) =>
        _service.ScalarAsync<int>("select count(*)::int from secret where tenant_id = @TenantId", new { tenant.TenantId });
}
