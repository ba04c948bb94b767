using System.Net;
using PenguinMails.Contracts.Messages;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Identity.Tests.People;

/// <summary>Who asks for what is another tenant's gets no answer, and is on record; the other tenant sees nothing of it.</summary>
[Category("Component")]
internal sealed class ForeignIdTests : IdentityFixture
{
    [TestCase("POST", "/api/v1/tenant/users/{0}/disable", "user.disable", "userId")]
    [TestCase("POST", "/api/v1/tenant/users/{0}/enable", "user.enable", "userId")]
    [TestCase("POST", "/api/v1/tenant/users/{0}/unlock", "user.unlock", "userId")]
    [TestCase("POST", "/api/v1/tenant/users/{0}/reset", "user.reset", "userId")]
    [TestCase("POST", "/api/v1/tenant/webhooks/{0}/test", "webhook.test", "webhookId")]
    [TestCase("POST", "/api/v1/tenant/webhooks/{0}/rotate-secret", "webhook.rotate_secret", "webhookId")]
    [TestCase("DELETE", "/api/v1/tenant/webhooks/{0}", "webhook.delete", "webhookId")]
    public async Task Change_OfAnotherTenantsThing_IsNotFoundAndOnRecord(string method, string path, string action, string named)
    {
        var owner = await SteppedUp.NewAsync(Server, Roles.TenantOwner);
        var foreign = await Server.NewUserAsync();

        using var answer = await AskAsync(owner, method, path, foreign.UserId);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        var record = (await RecordsOfAsync(owner)).Single();
        Assert.That((record.Action, record.Outcome, record.Code, record.TenantId), Is.EqualTo((action, AuditOutcomes.Refused, "not_found", owner.User.TenantId)));
        Assert.That(record.Details!.Single(), Is.EqualTo(KeyValuePair.Create(named, $"{foreign.UserId}")));
        Assert.That((await Server.OutboxAsync<AuditRecorded>()).Where(other => other.TenantId == foreign.TenantId), Is.Empty, "for the other tenant nothing happened");
    }

    [Test]
    public async Task Change_OfWhatNobodyHas_IsTheSameAsOfAnotherTenants()
    {
        var owner = await SteppedUp.NewAsync(Server, Roles.TenantOwner);

        using var answer = await AskAsync(owner, "POST", "/api/v1/tenant/users/{0}/disable", Guid.CreateVersion7());

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await RecordsOfAsync(owner)).Select(record => record.Code), Is.EqualTo(["not_found"]));
    }

    [Test]
    public async Task Change_OneAfterTheOther_FillsNoLedger()
    {
        var owner = await SteppedUp.NewAsync(Server, Roles.TenantOwner);

        for (var attempt = 0; attempt < 35; attempt++)
        {
            using var answer = await AskAsync(owner, "POST", "/api/v1/tenant/webhooks/{0}/test", Guid.CreateVersion7());
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        }

        var records = await RecordsOfAsync(owner);
        Assert.That(records, Has.Count.EqualTo(30));
        Assert.That(records.Select(record => record.Details!.ContainsKey("noFurtherRecordBefore")), Is.EqualTo([.. Enumerable.Repeat(false, 29), true]), "the last says that it is");
        var another = await SteppedUp.NewAsync(Server, Roles.TenantOwner, owner.User.TenantId);
        using var theirs = await AskAsync(another, "POST", "/api/v1/tenant/webhooks/{0}/test", Guid.CreateVersion7());
        Assert.That(await RecordsOfAsync(another), Has.Count.EqualTo(1), "each person's are counted apart");
    }

    private static Task<HttpResponseMessage> AskAsync(SteppedUp owner, string method, string path, Guid id) => owner.Session.SendAsync(
        new HttpMethod(method), string.Format(null, path, id), method == "POST" && path.Contains("/users/", StringComparison.Ordinal) ? new { reason = "mine" } : null, grant: owner.Grant);

    private async Task<List<AuditRecorded>> RecordsOfAsync(SteppedUp owner) =>
        [.. (await Server.OutboxAsync<AuditRecorded>()).Where(record => record.Actor.User == owner.User.Email && record.Outcome == AuditOutcomes.Refused)];
}
