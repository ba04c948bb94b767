using System.Net;
using System.Text.Json.Nodes;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>Over the gateway: a tenant, or an admin, ends a grace period early, once, and with a reason in the history.</summary>
[Category("System")]
public sealed class EndGraceTests
{
    private const string Ssh = "/api/v1/tenant/infrastructure/ssh-credentials";
    private static readonly string Secret = $"/api/v1/admin/secrets/tenant/{DevelopmentTenant.Cumulus.Id}/ssh/tenant";

    [Test]
    public async Task EndGrace_ByTenantThenByAdmin_IsAnsweredOncePerKeyAndShownInTheHistory()
    {
        var (owner, admin) = (RunningSystem.UserOf(DevelopmentUser.CumulusOwner), RunningSystem.UserOf(DevelopmentUser.SecondAdmin));
        await Eventually.Async(
            async () => (string?)(await owner.GetAsync(Ssh))["status"] == "active" && (await owner.GetAsync(Ssh))["gracePeriod"] is null,
            TimeSpan.FromMinutes(3),
            "the tenant has one active key");
        Assert.That(await ProblemAsync(owner, Ssh + "/end-grace", new { }), Is.EqualTo("no_grace_period"));

        await owner.RunOperationAsync(Ssh + "/rotate", new { reason = "before the early end" });
        using var first = await EndAsync(owner, Ssh + "/end-grace", new { reason = "everybody has the new key" });
        using var repeated = await EndAsync(owner, Ssh + "/end-grace", new { reason = "everybody has the new key" });
        var accepted = await SignedInUser.ReadAsync(first, HttpStatusCode.Accepted);
        Assert.That((await SignedInUser.ReadAsync(repeated, HttpStatusCode.Accepted)).ToJsonString(), Is.EqualTo(accepted.ToJsonString()), "one operation per key");
        Assert.That((string)(await owner.FollowAsync(first.Headers.Location!.ToString(), accepted))["status"]!, Is.EqualTo("succeeded"));
        var credentials = await owner.GetAsync(Ssh);
        Assert.That(credentials["gracePeriod"], Is.Null);
        Assert.That((string)credentials["rotationHistory"]![0]!["trigger"]!, Is.EqualTo("tenant"));

        Assert.That(await ProblemAsync(admin, Secret + "/end-grace", new { }), Is.EqualTo("validation_failed"), "an admin says why");
        await admin.RunOperationAsync(Secret + "/rotate", new { reason = "asked for by phone" });
        await admin.RunOperationAsync(Secret + "/end-grace", new { reason = "asked for by phone" });
        Assert.That((await owner.GetAsync(Ssh))["gracePeriod"], Is.Null);

        var history = await admin.GetAsync(Secret + "/operations?pageSize=2");
        Assert.That((int)history["total"]!, Is.GreaterThanOrEqualTo(4));
        Assert.That(
            history["items"]!.AsArray().Select(item => ((string?)item!["kind"], (string?)item["trigger"], (string?)item["reason"])),
            Is.EqualTo(new[] { ("retire", "admin", "asked for by phone"), ("rotate", "admin", "asked for by phone") }));
        await AssertToldAsync(owner);
    }

    /// <summary>The owner was told of both rotations by mail, which a development instance keeps as files.</summary>
    private static async Task AssertToldAsync(SignedInUser owner)
    {
        await Eventually.Async(
            async () => (int)(await owner.GetAsync("/api/v1/notifications?event=rotated&channel=mail&status=delivered"))["total"]! >= 2, what: "the owner was told of both rotations");
        var mails = Directory.EnumerateFiles(Path.Combine(RunningSystem.AppHost.Data.FullName, "mail"), "*.eml").Select(File.ReadAllText).ToList();
        Assert.That(mails, Has.Some.Contains("To: owner@cumulus.example").And.Contains("rotated"));
        Assert.That(mails, Has.None.Contains("asked for by phone"));
    }

    private static Task<HttpResponseMessage> EndAsync(SignedInUser user, string path, object body) => user.SendAsync(
        HttpMethod.Post, path, body, stepUp: true, change: request => request.Headers.Add("Idempotency-Key", "end-grace-once"));

    private static async Task<string?> ProblemAsync(SignedInUser user, string path, object body)
    {
        using var response = await user.SendAsync(HttpMethod.Post, path, body, stepUp: true);
        return (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"];
    }
}
