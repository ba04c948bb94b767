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
        using var client = Service.Client(Roles.Operator);

        using var answer = await client.GetAsync("/api/v1/admin/alerts?status=open");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }
}
