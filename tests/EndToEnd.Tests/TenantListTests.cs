using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>An administrator sees a tenant come, and its rotation, in the list of all tenants; the list is rebuilt while it answers.</summary>
[DependsOnFixture(typeof(MainJobTests), AllowFailure = true)]
[Category("System")]
public sealed class TenantListTests
{
    private const string List = "/api/v1/admin/secrets/tenants";
    private const string Details = "/api/v1/admin/secrets/tenant";

    private static SignedInUser Admin => RunningSystem.UserOf(DevelopmentUser.PlatformAdmin);

    private static SignedInUser Operator => RunningSystem.UserOf(DevelopmentUser.Operator);

    [Test]
    public async Task Tenant_EnrolledAndRotated_IsSeenInTheList_AlsoAfterARebuild()
    {
        await using var server = await TestSshServer.StartAsync(new TestSshServerOptions { TenantAccounts = [] });
        var tenantId = new Guid(RandomNumberGenerator.GetBytes(16));
        var enrolment = await Admin.RunOperationAsync("/api/v1/admin/tenants", new
        {
            tenantId,
            name = "Echo Express",
            server = new
            {
                address = server.Address,
                port = server.Port,
                hostKey = server.HostKey,
                bootstrap = new { username = TenantServer.AdminAccount, privateKey = await File.ReadAllTextAsync(server.BootstrapKeyPath), removeFromServer = true },
            },
        });
        Assert.That((string)enrolment["status"]!, Is.EqualTo("succeeded"), () => enrolment.ToJsonString());

        var enrolled = await ListedAsync(tenantId, row => (string?)row["sshKeyStatus"] == "active" && (string?)row["health"] == "green", "The tenant with its keys");
        Assert.That(((string?)enrolled["tenantName"], (string?)enrolled["vpsIp"]), Is.EqualTo(("Echo Express", server.Address)));
        await Eventually.Async(
            async () => (await Operator.GetAsync($"{Details}/{tenantId}"))["ssh"]!["tenant"] is { } key && (string?)key["status"] == "active" && key["operation"] is null,
            what: "The end of the first issue");

        var rotation = await Admin.RunOperationAsync($"{Details}/{tenantId}/ssh/tenant/rotate", new { reason = "the list shows it" });
        Assert.That((string)rotation["status"]!, Is.EqualTo("succeeded"), () => rotation.ToJsonString());
        var rotated = await ListedAsync(tenantId, row => TimeOf(row, "lastRotation") > TimeOf(enrolled, "lastRotation"), "The rotation");

        await RebuildAsync();

        var again = await ListedAsync(tenantId, _ => true, "The tenant after the rebuild");
        Assert.That(
            (TimeOf(again, "lastRotation"), (string?)again["sshKeyStatus"], (string?)again["vpsIp"]),
            Is.EqualTo((TimeOf(rotated, "lastRotation"), "active", server.Address)));
        var all = await Operator.GetAsync($"{List}?sort=tenantName&pageSize=200");
        Assert.That(all["items"]!.AsArray().Select(row => (string)row!["tenantName"]!), Is.SupersetOf(new[] { "Acme Mail", "Borealis Post", "Cumulus Letters" }));
        Assert.That(all["asOf"], Is.Not.Null);
    }

    private static async Task RebuildAsync()
    {
        using var accepted = await Admin.SendAsync(HttpMethod.Post, List + "/rebuild", new { reason = "end-to-end test" }, stepUp: true);
        var rebuild = await SignedInUser.ReadAsync(accepted, HttpStatusCode.Accepted);
        await Eventually.Async(
            async () => (await Operator.GetAsync(accepted.Headers.Location!.ToString()))["rebuild"]! is var last
                && (string?)last["rebuildId"] == (string?)rebuild["rebuildId"] && (string?)last["state"] == "done",
            what: "The end of the rebuild");
    }

    private static DateTimeOffset TimeOf(JsonNode row, string field) => (DateTimeOffset)row[field]!;

    private static Task<JsonNode> ListedAsync(Guid tenantId, Func<JsonNode, bool> accept, string what) => Eventually.GetAsync(
        async () => (await Operator.GetAsync($"{List}?search={tenantId}"))["items"]!.AsArray().SingleOrDefault()!,
        row => row is not null && accept(row),
        what: what);
}
