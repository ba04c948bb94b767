using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;

namespace PenguinMails.Audit.Tests.Erasure;

/// <summary>Requests that are refused: of other roles, and bad ones.</summary>
[Category("Component")]
internal sealed class ErasureRefusalTests : SharedServiceTests
{
    private const string Erasures = "/api/v1/admin/vault/audit-logs/erasures";

    [TestCaseSource(nameof(OtherRoles))]
    public async Task Erasures_OtherRoles_AreRefused(string? role)
    {
        using var admin = Service.SteppedUpAdmin("alice");
        using var requested = await admin.PostAsJsonAsync(Erasures, new { user = $"of-{role}@acme.example", reason = "request 12" });
        var id = (await requested.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("erasureId").GetString();

        await AssertRefusedAsync(
            role,
            (HttpMethod.Post, Erasures),
            (HttpMethod.Get, Erasures),
            (HttpMethod.Get, $"{Erasures}/{id}"),
            (HttpMethod.Post, $"{Erasures}/{id}/approve"),
            (HttpMethod.Post, $"{Erasures}/{id}/reject"));
    }

    [TestCase("{\"reason\":\"x\"}", "tenantId")]
    [TestCase("{\"reason\":\"x\",\"user\":\"a@b.example\",\"tenantId\":\"550e8400-e29b-41d4-a716-446655440000\"}", "tenantId")]
    [TestCase("{\"user\":\"a@b.example\"}", "reason")]
    [TestCase("{\"user\":\"\",\"reason\":\"x\"}", "user")]
    public async Task Request_Bad_NamesTheField(string body, string field)
    {
        using var admin = Service.SteppedUpAdmin("alice");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await admin.PostAsync(Erasures, content);

        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        Assert.That((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(field, out _), Is.True);
    }
}
