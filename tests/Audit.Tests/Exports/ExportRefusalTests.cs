using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;

namespace PenguinMails.Audit.Tests.Exports;

/// <summary>Requests that are refused: of other roles.</summary>
[Category("Component")]
internal sealed class ExportRefusalTests : SharedServiceTests
{
    private const string Logs = "/api/v1/admin/vault/audit-logs";

    [TestCaseSource(nameof(OtherRoles))]
    public async Task Export_OtherRoles_AreRefused(string? role)
    {
        using var admin = Service.SteppedUpAdmin("alice");
        using var requested = await admin.PostAsJsonAsync($"{Logs}/exports", new { format = "json", reason = $"asked by {role}" });
        Assert.That((int)requested.StatusCode, Is.EqualTo(202), await requested.Content.ReadAsStringAsync());
        var id = (await requested.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("exportId").GetString();

        await AssertRefusedAsync(
            role,
            (HttpMethod.Post, $"{Logs}/exports"),
            (HttpMethod.Get, $"{Logs}/exports"),
            (HttpMethod.Get, $"{Logs}/exports/{id}"),
            (HttpMethod.Post, $"{Logs}/exports/{id}/approve"),
            (HttpMethod.Post, $"{Logs}/exports/{id}/reject"),
            (HttpMethod.Get, $"{Logs}/exports/{id}/content"),
            (HttpMethod.Get, $"{Logs}/exports/{id}/proofs"),
            (HttpMethod.Get, "/api/v1/admin/approvals"));
    }
}
