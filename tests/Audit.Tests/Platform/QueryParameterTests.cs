using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Audit.Tests.Platform;

/// <summary>Query parameters that an endpoint does not declare. Every service has the same pipeline.</summary>
[Category("Component")]
internal sealed class QueryParameterTests : SharedServiceTests
{
    [TestCase("/api/v1/admin/vault/audit-logs?tenant=abc", "tenant", "Did you mean tenantId?")]
    [TestCase("/api/v1/admin/vault/audit-logs?acton=read", "acton", "Did you mean action?")]
    [TestCase("/api/v1/admin/vault/audit-logs/stream?lastEventId=0", "lastEventId", "There are: ")]
    [TestCase("/api/v1/admin/alerts?status=open", "status", "Did you mean state?")]
    [TestCase("/api/v1/admin/alerts?xyzzy=", "xyzzy", "There are: state, page, pageSize.")]
    [TestCase("/api/v1/admin/vault/audit-logs/archives?month=2026-11", "month", "There are none.")]
    [TestCase("/api/v1/admin/vault/audit-logs?action=read&action=write", "action", "Give it once.")]
    [TestCase("/api/v1/admin/vault/audit-logs?%22%3E%3Cscript%3E=1", "\"><script>", "There are: ")]
    public async Task Get_UndeclaredParameter_IsAnErrorThatNamesWhatThereIs(string path, string field, string hint)
    {
        using var answer = await Admin.GetAsync(path);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(problem.GetProperty("code").GetString(), Is.EqualTo("validation_failed"));
        Assert.That(problem.GetProperty("errors").GetProperty(field)[0].GetString(), Does.Contain(hint));
    }

    [TestCase("from=0001-01-01", "from", "Must be a time of the years 2000 to 2999.")]
    [TestCase("to=9999-12-31T23:59:59Z", "to", "Must be a time of the years 2000 to 2999.")]
    [TestCase("from=1999-12-31T23:00:00-02:00&to=2026-11-20", null, null)]
    [TestCase("from=2000-01-01T00:00:00%2B01:00", "from", "Must be a time of the years 2000 to 2999.")]
    [TestCase("from=yesterday", "from", "Must be an ISO 8601 time, such as 2026-11-20T09:30:00Z.")]
    [TestCase("user=a%00b", "user", "Must not contain the character U+0000; leave it out.")]
    [TestCase("page=1&pageSize=1&from=2026-11-01&to=2026-11-02&outcome=success&chain=platform&action=read&secretType=ssh&user=x&onBehalfOf=y&search=%00", "search", "Must not contain the character U+0000; leave it out.")]
    public async Task Get_ValueThatNothingCanHold_IsAnErrorThatSaysWhatCan(string query, string? field, string? message)
    {
        using var answer = await Admin.GetAsync($"/api/v1/admin/vault/audit-logs?{query}");

        Assert.That(answer.StatusCode, Is.EqualTo(field is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest));
        if (field is not null)
        {
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.That(problem.GetProperty("errors").GetProperty(field)[0].GetString(), Is.EqualTo(message));
        }
    }

    [TestCase("/api/v1/admin/alerts?State=open&PAGE=1")]
    [TestCase("/health?x=1")]
    public async Task Get_DeclaredInAnyCase_OrNotOfTheContract_IsAnswered(string path)
    {
        using var answer = await Admin.GetAsync(path);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Post_UndeclaredParameter_ChangesNothing()
    {
        using var answer = await Admin.PostAsync($"/api/v1/admin/alerts/{Guid.CreateVersion7()}/acknowledge?force=true", null);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Get_UndeclaredParameterOfWhoMayNotCall_IsForbiddenFirst()
    {
        using var client = Service.Client(Roles.Developer);

        using var answer = await client.GetAsync("/api/v1/admin/alerts?status=open");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }
}
