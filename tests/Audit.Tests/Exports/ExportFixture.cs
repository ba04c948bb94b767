using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Exports;

/// <summary>A ledger of 30 records, three of them of another tenant, and administrators who ask for exports of it and approve them.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal abstract class ExportFixture : OwnServiceTests
{
    protected const string Logs = "/api/v1/admin/vault/audit-logs";
    protected static readonly Guid OtherTenant = Guid.Parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    [SetUp]
    public async Task SetUpAsync()
    {
        await Service.PublishAsync(Enumerable.Range(1, 30).Select(number => Record(
            tenantId: number % 10 == 0 ? OtherTenant : Tenant, reason: number == 7 ? "=cmd|' /C calc'!A0" : $"line\nbreak, \"quoted\" {number}", user: $"owner{number}@acme.example")));
        await Service.RecordedAsync(30);
    }

    protected async Task<string> ApprovedAsync(object request)
    {
        var id = await RequestAsync(request);
        using var answer = await Bob.PostAsJsonAsync($"{Logs}/exports/{id}/approve", new { });
        Assert.That((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString(), Is.EqualTo("approved"));
        return id;
    }

    protected async Task<string> RequestAsync(object request)
    {
        using var answer = await Alice.PostAsJsonAsync($"{Logs}/exports", request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), await answer.Content.ReadAsStringAsync());
        var accepted = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(accepted.GetProperty("status").GetString(), Is.EqualTo(ApprovalStates.Pending));
        var id = accepted.GetProperty("exportId").GetString()!;
        Assert.That(answer.Headers.Location?.ToString(), Is.EqualTo($"{Logs}/exports/{id}"));
        return id;
    }
}
