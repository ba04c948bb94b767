using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;

namespace PenguinMails.Audit.Tests.LiveStream;

/// <summary>Requests that are refused: of other roles, and bad ones.</summary>
[Category("Component")]
internal sealed class StreamRefusalTests : SharedServiceTests
{
    private const string Stream = "/api/v1/admin/vault/audit-logs/stream";

    [TestCaseSource(nameof(OtherRoles))]
    public Task Follow_OtherRoles_AreRefused(string? role) => AssertRefusedAsync(role, (HttpMethod.Get, Stream));

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
