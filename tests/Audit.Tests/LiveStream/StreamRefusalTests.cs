using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Audit.Tests.LiveStream;

/// <summary>Requests that are refused: of other roles, and bad ones.</summary>
[Category("Component")]
internal sealed class StreamRefusalTests : SharedServiceTests
{
    private const string Stream = "/api/v1/admin/vault/audit-logs/stream";

    [TestCase(Roles.Operator)]
    [TestCase(Roles.Developer)]
    [TestCase(Roles.TenantOwner)]
    [TestCase(Roles.TenantAdmin)]
    [TestCase(Roles.Service)]
    [TestCase(null)]
    public async Task Follow_OtherRoles_AreRefused(string? role)
    {
        using var client = Service.Client(role);

        using var answer = await client.GetAsync(Stream, HttpCompletionOption.ResponseHeadersRead);

        Assert.That(answer.StatusCode, Is.EqualTo(role is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden));
    }

    [TestCase("?search=ticket", "", "search")]
    [TestCase("?page=2", "", "page")]
    [TestCase("?pageSize=2", "", "pageSize")]
    [TestCase("?before=2", "", "before")]
    [TestCase("?chain=none", "", "chain")]
    [TestCase("", "first", "Last-Event-ID")]
    public async Task Follow_BadInput_NamesTheField(string query, string lastEventId, string field)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Stream + query);
        request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);

        using var answer = await Admin.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(field, out _), Is.True);
    }
}
