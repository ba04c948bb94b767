using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Audit.Tests.Retention;

/// <summary>Requests that are refused: of other roles, and bad ones.</summary>
[Category("Component")]
internal sealed class ArchiveRefusalTests : SharedServiceTests
{
    private const string Archives = "/api/v1/admin/vault/audit-logs/archives";

    [TestCase(Roles.Operator)]
    [TestCase(Roles.Developer)]
    [TestCase(Roles.TenantOwner)]
    [TestCase(Roles.TenantAdmin)]
    [TestCase(Roles.Service)]
    [TestCase(null)]
    public async Task Archives_OtherRoles_AreRefused(string? role)
    {
        using var client = Service.Client(role);

        using var listed = await client.GetAsync(Archives);
        using var attached = await client.PostAsync($"{Archives}/2026-01/attach", null);

        var expected = role is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden;
        Assert.That((listed.StatusCode, attached.StatusCode), Is.EqualTo((expected, expected)));
    }

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
