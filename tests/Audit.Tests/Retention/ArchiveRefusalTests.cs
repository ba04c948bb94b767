using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;

namespace PenguinMails.Audit.Tests.Retention;

/// <summary>Requests that are refused: of other roles, and bad ones.</summary>
[Category("Component")]
internal sealed class ArchiveRefusalTests : SharedServiceTests
{
    private const string Archives = "/api/v1/admin/vault/audit-logs/archives";

    [TestCaseSource(nameof(OtherRoles))]
    public Task Archives_OtherRoles_AreRefused(string? role) => AssertRefusedAsync(role, (HttpMethod.Get, Archives), (HttpMethod.Post, $"{Archives}/2026-01/attach"));

    [TestCase("2026", "month", 400)]
    [TestCase("2001-01", null, 404)]
    public async Task Attach_BadMonth_IsSaid(string month, string? field, int status)
    {
        using var admin = Service.SteppedUpAdmin("alice");
        using var answer = await admin.PostAsync($"{Archives}/{month}/attach", null);

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That(field is null || (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(field, out _), Is.True);
    }
}
