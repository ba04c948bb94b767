using System.Net;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>The calls for secrets of every type, over the real gateway, on the SSH keys of a tenant.</summary>
[Category("System")]
public sealed class AdminSecretsTests
{
    private const string Ssh = "/api/v1/tenant/infrastructure/ssh-credentials";
    private static readonly string Root = $"/api/v1/admin/secrets/tenant/{DevelopmentTenant.Cumulus.Id}";

    private static SignedInUser Admin => RunningSystem.UserOf(DevelopmentUser.SecondAdmin);

    private static SignedInUser Owner => RunningSystem.UserOf(DevelopmentUser.CumulusOwner);

    [Test]
    public async Task EmergencyReset_OfATenantsKey_ReplacesItAtOnceAndRaisesAnAlert()
    {
        await ActiveAsync();
        var before = await Admin.GetAsync(Root);
        using var accepted = await Admin.SendAsync(
            HttpMethod.Post, $"{Root}/ssh/tenant/emergency-reset", new { incidentId = "INC-7", reason = "a laptop was stolen" }, stepUp: true);
        var operation = await Admin.FollowAsync(accepted.Headers.Location!.ToString(), await SignedInUser.ReadAsync(accepted, HttpStatusCode.Accepted));

        Assert.That(((string)operation["kind"]!, (string)operation["status"]!), Is.EqualTo(("reset", "succeeded")));
        await Eventually.Async(
            async () => (await RunningSystem.UserOf(DevelopmentUser.Operator).GetAsync(Root))["ssh"]!["tenant"]! is var after
                && (string)after["status"]! == "active" && (string?)after["keyFingerprint"] != (string?)before["ssh"]!["tenant"]!["keyFingerprint"],
            what: "the new key in the tenant's details");
        await Eventually.Async(
            async () => (await Admin.GetAsync("/api/v1/admin/alerts?state=open&pageSize=200"))["items"]!.AsArray()
                .Any(alert => (string)alert!["kind"]! == "secret.emergency_reset"),
            what: "every administrator is told");
    }

    [Test]
    public async Task Delete_OfATenantsKey_TakesTwoAdministrators_AndOneBringsItBack()
    {
        await ActiveAsync();
        var body = new { reason = "the tenant leaves" };
        using var requested = await Admin.SendAsync(HttpMethod.Delete, $"{Root}/ssh/tenant", body, stepUp: true);
        await SignedInUser.ReadAsync(requested, HttpStatusCode.Accepted);
        var location = requested.Headers.Location!.ToString();
        using var again = await Admin.SendAsync(HttpMethod.Delete, $"{Root}/ssh/tenant", body, stepUp: true);
        Assert.That((string)(await SignedInUser.ReadAsync(again, HttpStatusCode.Conflict))["code"]!, Is.EqualTo("already_requested"));
        using var own = await Admin.SendAsync(HttpMethod.Post, location + "/approve", new { }, stepUp: true);
        Assert.That((string)(await SignedInUser.ReadAsync(own, HttpStatusCode.Forbidden))["code"]!, Is.EqualTo("self_approval"));
        var other = RunningSystem.UserOf(DevelopmentUser.PlatformAdmin);
        await Eventually.Async(
            async () => (await other.GetAsync("/api/v1/admin/approvals?state=pending"))["items"]!.AsArray().Any(approval => (string)approval!["location"]! == location),
            what: "The request among all that wait for approval");

        using var approved = await other.SendAsync(HttpMethod.Post, location + "/approve", new { }, stepUp: true);
        var deletion = await SignedInUser.ReadAsync(approved, HttpStatusCode.OK);
        await Eventually.Async(async () => (await other.GetAsync(location))["deletedAt"] is not null, what: $"The end of {deletion["operationId"]}");
        await Eventually.Async(async () => (await other.GetAsync($"{Root}/ssh")).AsArray().Count == 1, what: "Only the admin key is left");
        using var refused = await Owner.SendAsync(HttpMethod.Post, Ssh + "/regenerate", new { }, stepUp: true);
        Assert.That((string)(await SignedInUser.ReadAsync(refused, HttpStatusCode.Conflict))["code"]!, Is.EqualTo("secret_deleted"));

        await other.RunOperationAsync($"{Root}/ssh/tenant/regenerate", new { reason = "the tenant stays" });
        await ActiveAsync();
    }

    [TestCase("POST", "/ssh", "{}", HttpStatusCode.Conflict, "not_enrolled_here")]
    [TestCase("POST", "/ssh/tenant/reveal", """{"reason":"curious"}""", HttpStatusCode.Conflict, "not_revealable")]
    [TestCase("POST", "/ssh/other/reveal", """{"reason":"curious"}""", HttpStatusCode.NotFound, "not_found")]
    [TestCase("POST", "/ssh/tenant/emergency-reset", """{"reason":"no incident"}""", HttpStatusCode.BadRequest, "validation_failed")]
    [TestCase("POST", "/ssh/tenant/rotate", """{"reason":"long","gracePeriod":"P8D"}""", HttpStatusCode.BadRequest, "validation_failed")]
    [TestCase("POST", "/ssh/tenant/revoke", "{}", HttpStatusCode.BadRequest, "validation_failed")]
    [TestCase("POST", "/ssh/other/revoke", """{"reason":"who is it"}""", HttpStatusCode.NotFound, "not_found")]
    [TestCase("POST", "/ssh/tenant/regenerate", """{"reason":"still there"}""", HttpStatusCode.Conflict, "key_still_active")]
    [TestCase("DELETE", "/ssh/tenant", "{}", HttpStatusCode.BadRequest, "validation_failed")]
    [TestCase("DELETE", "/ssh/admin", """{"reason":"not this one"}""", HttpStatusCode.Conflict, "not_deletable")]
    [TestCase("DELETE", "/ssh/other", """{"reason":"who is it"}""", HttpStatusCode.NotFound, "not_found")]
    [TestCase("POST", "/nonsense/tenant/revoke", """{"reason":"which type"}""", HttpStatusCode.NotFound, "not_found")]
    [TestCase("GET", "/nonsense", null, HttpStatusCode.NotFound, "not_found")]
    public async Task Call_ThatCannotBe_SaysWhy(string method, string path, string? body, HttpStatusCode status, string code)
    {
        await ActiveAsync();
        using var response = await Admin.SendAsync(
            new HttpMethod(method), Root + path, body is null ? null : System.Text.Json.Nodes.JsonNode.Parse(body), stepUp: method != "GET");
        var problem = await SignedInUser.ReadAsync(response, status);
        Assert.That((string)problem["code"]!, Is.EqualTo(code));
        if (path.StartsWith("/nonsense", StringComparison.Ordinal))
        {
            Assert.That((string)problem["detail"]!, Does.Contain("ssh"), "the types there are");
        }
    }

    [Test]
    public async Task Revoke_WithoutStepUp_IsRefusedAndRecordedUnderTheActionOfItsType()
    {
        using var response = await Admin.SendAsync(HttpMethod.Post, $"{Root}/ssh/tenant/revoke", new { reason = "no grant" });
        Assert.That((string)(await SignedInUser.ReadAsync(response, HttpStatusCode.Forbidden))["code"]!, Is.EqualTo("step_up_required"));

        await Eventually.Async(
            async () => (await Admin.GetAsync(
                $"/api/v1/admin/vault/audit-logs?action=ssh_key.revoke&outcome=refused&tenantId={DevelopmentTenant.Cumulus.Id}&pageSize=1"))["items"]!.AsArray()
                .Any(record => (string?)record!["secretName"] == "tenant" || (string?)record["secret"]?["name"] == "tenant"),
            what: "The refusal beside the successes");
    }

    private static Task ActiveAsync() => Eventually.Async(
        async () => (string?)(await Owner.GetAsync(Ssh))["status"] == "active", what: "the tenant has an active key");
}
