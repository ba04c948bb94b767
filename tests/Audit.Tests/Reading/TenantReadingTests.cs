using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Reading;

/// <summary>A tenant's session is no way to take the tenant's whole ledger along at once.</summary>
[Category("Component")]
internal sealed class TenantReadingTests
{
    [Test]
    public async Task List_MoreThanTheLimit_IsRefusedAndSaysToWait()
    {
        await using var service = await AuditService.StartAsync(("Audit:Reading:Records", "3"));
        await service.PublishAsync(Enumerable.Range(0, 5).Select(_ => Record(at: TimeProvider.System.GetUtcNow().AddHours(-1))));
        await service.RecordedAsync(5);
        using var owner = service.TenantClient(Tenant);

        using var first = await owner.GetAsync("/api/v1/tenant/audit-logs?action=download&pageSize=3");
        using var more = await owner.GetAsync("/api/v1/tenant/audit-logs?action=download&pageSize=3&page=2");

        Assert.That((first.StatusCode, more.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.Forbidden)));
        var problem = await more.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(problem.GetProperty("code").GetString(), Is.EqualTo("reading_limit_reached"));
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain("at most 3 records within 15 minutes").And.Not.Contain("export"));
    }
}
