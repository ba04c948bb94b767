using System.Net;
using System.Text.Json.Nodes;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>An admin has a server looked at and settles what was found, over the gateway.</summary>
[Category("System")]
public sealed class DriftTests
{
    private const string Tenants = "/api/v1/admin/tenants";

    private static SignedInUser Admin => RunningSystem.UserOf(DevelopmentUser.PlatformAdmin);

    [Test]
    public async Task Check_DevelopmentTenant_IsFollowedToItsOutcome_AndARepeatedRequestIsOne()
    {
        await Eventually.Async(
            async () => (string?)(await RunningSystem.UserOf(DevelopmentUser.BorealisOwner).GetAsync("/api/v1/tenant/infrastructure/ssh-credentials"))["status"] == "active",
            what: "The tenant has an active key");
        var (path, key) = ($"{Tenants}/{DevelopmentTenant.Borealis.Id}/drift", Guid.CreateVersion7().ToString());
        var locations = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var accepted = await Admin.SendAsync(
                HttpMethod.Post, path + "/check", stepUp: true, change: request => request.Headers.Add("Idempotency-Key", key));
            var body = await SignedInUser.ReadAsync(accepted, HttpStatusCode.Accepted);
            locations.Add(accepted.Headers.Location!.ToString());
            Assert.That(locations[^1], Does.EndWith($"{path}/checks/{body["checkId"]}"));
        }

        Assert.That(locations.Distinct().Count(), Is.EqualTo(1));
        var check = await Eventually.GetAsync(
            () => Admin.GetAsync(locations[0]), check => (string)check["status"]! == "finished", what: "The end of the check");
        Assert.That((string)check["outcome"]!, Is.EqualTo("in_order").Or.EqualTo("incomplete"), check.ToJsonString());
        var status = await Admin.GetAsync(path);
        Assert.That(status["lastCheckedAt"], Is.Not.Null);
        Assert.That((int)status["openFindings"]!, Is.Zero, status.ToJsonString());
        using var foreign = await Admin.SendAsync(HttpMethod.Get, locations[0].Replace($"{DevelopmentTenant.Borealis.Id}", $"{DevelopmentTenant.Acme.Id}", StringComparison.Ordinal));
        Assert.That(foreign.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), "another tenant's check");
    }

    [TestCase("?state=gone", "state")]
    [TestCase("?kind=rust", "kind")]
    [TestCase("?tenantId=acme", "tenantId")]
    [TestCase("?pageSize=201", "pageSize")]
    [TestCase("?page=0", "page")]
    public async Task List_BadQuery_NamesTheField(string query, string field)
    {
        using var response = await Admin.SendAsync(HttpMethod.Get, $"{Tenants}/drift{query}");
        var problem = await SignedInUser.ReadAsync(response, HttpStatusCode.BadRequest);
        Assert.That(problem["errors"]![field], Is.Not.Null);
    }

    [Test]
    public async Task List_IsBounded()
    {
        var list = await Admin.GetAsync($"{Tenants}/drift?state=open&kind=unknown_key&tenantId={DevelopmentTenant.Acme.Id}&page=1&pageSize=10");
        Assert.That(list.AsObject().Select(member => member.Key), Is.EqualTo(new[] { "items", "page", "pageSize", "total" }));
    }

    [TestCase("accept")]
    [TestCase("remove")]
    public async Task Decide_WithoutReason_OrOnNothing_IsRefusedClearly(string decision)
    {
        var path = $"{Tenants}/drift/{Guid.CreateVersion7()}/{decision}";
        using var bare = await Admin.SendAsync(HttpMethod.Post, path, new JsonObject(), stepUp: true);
        Assert.That((await SignedInUser.ReadAsync(bare, HttpStatusCode.BadRequest))["errors"]!["reason"], Is.Not.Null);
        using var nothing = await Admin.SendAsync(HttpMethod.Post, path, new { reason = "there is none" }, stepUp: true);
        Assert.That((string)(await SignedInUser.ReadAsync(nothing, HttpStatusCode.NotFound))["code"]!, Is.EqualTo("not_found"));
        using var unknown = await Admin.SendAsync(HttpMethod.Post, $"{Tenants}/{Guid.CreateVersion7()}/drift/check", stepUp: true);
        Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }
}
