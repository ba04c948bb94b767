using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;

namespace PenguinMails.Audit.Tests.Approvals;

/// <summary>What somebody requested who was disabled or reset.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class AccessEndedTests : OwnServiceTests
{
    private const string Exports = "/api/v1/admin/vault/audit-logs/exports";

    private readonly Guid _requester = Guid.CreateVersion7();
    private int _ended;

    [Test]
    public async Task Request_OfSomebodyWhoLostTheirAccess_IsApprovedByNobody()
    {
        using var carol = Service.SteppedUpAdmin("carol", _requester);
        var (id, other) = (await RequestAsync(carol), await RequestAsync(Alice));

        await EndAsync(Now);

        await Eventually.Async(
            async () => await Service.ScalarAsync<string>("select state from approval where subject_id = @id", new { id }) == "expired", what: "The expired request");
        await ShouldBeExpiredAsync(id);
        Assert.That(await Service.ScalarAsync<int>("select count(*) from audit_record where action = 'audit_log.export.expire'"), Is.EqualTo(1));
        using var approved = await Bob.PostAsync($"{Exports}/{other}/approve", null);
        Assert.That(approved.StatusCode, Is.EqualTo(HttpStatusCode.OK), "that of somebody else goes on");
    }

    [Test]
    public async Task Request_WithATokenFromBefore_IsExpiredFromTheBeginning()
    {
        using var carol = Service.SteppedUpAdmin("carol", _requester);
        await EndAsync(Now);

        var id = await RequestAsync(carol);

        await ShouldBeExpiredAsync(id);
        var listed = await Bob.GetFromJsonAsync<JsonElement>("/api/v1/admin/approvals?state=pending");
        Assert.That(listed.GetProperty("items").EnumerateArray(), Is.Empty);
    }

    [Test]
    public async Task Request_OfSomebodyWhoseAccessIsBack_StaysThoughTheMessageIsLate()
    {
        using var carol = Service.SteppedUpAdmin("carol", _requester);
        var id = await RequestAsync(carol);

        await EndAsync(Now - TimeSpan.FromMinutes(1));
        await EndAsync(Now - TimeSpan.FromMinutes(2));

        using var approved = await Bob.PostAsync($"{Exports}/{id}/approve", null);
        Assert.That(approved.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static async Task<Guid> RequestAsync(HttpClient requester)
    {
        using var asked = await requester.PostAsJsonAsync(Exports, new { format = "json", reason = "yearly audit" });
        return (await asked.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("exportId").GetGuid();
    }

    /// <summary>The access has ended, and the service knows it.</summary>
    private async Task EndAsync(DateTimeOffset at)
    {
        var message = new AccessEnded(_requester, at);
        await Service.PublishAsync(message);
        await Eventually.Async(
            async () => await Service.ScalarAsync<int>("select count(*) from inbox_message where consumer = 'AccessEndedConsumer'") > _ended, what: "The message");
        _ended++;
    }

    private async Task ShouldBeExpiredAsync(Guid id)
    {
        using var refused = await Bob.PostAsync($"{Exports}/{id}/approve", null);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(((int)refused.StatusCode, problem.GetProperty("code").GetString()), Is.EqualTo((409, "approval_expired")));
        Assert.That(problem.GetProperty("detail").GetString(), Does.StartWith("The requester's access has ended."));
        Assert.That((await Bob.GetFromJsonAsync<JsonElement>($"{Exports}/{id}")).GetProperty("status").GetString(), Is.EqualTo("expired"));
    }
}
