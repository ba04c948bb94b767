using System.Net;
using System.Text.Json.Nodes;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>Policies and campaigns over the real gateway, on real servers.</summary>
[Category("System")]
public sealed class CampaignTests
{
    private const string Secrets = "/api/v1/admin/secrets";
    private const string Ssh = "/api/v1/tenant/infrastructure/ssh-credentials";

    private static SignedInUser Admin => RunningSystem.UserOf(DevelopmentUser.SecondAdmin);

    [Test]
    public async Task RotateAll_ConfirmedAfterADryRun_RotatesExactlyThoseKeysAndTellsHowItGoes()
    {
        await ActiveAsync();
        using var unconfirmed = await Admin.SendAsync(HttpMethod.Post, $"{Secrets}/rotate-all", new { secretType = "ssh", scope = "all" }, stepUp: true);
        var dryRun = await SignedInUser.ReadAsync(unconfirmed, HttpStatusCode.BadRequest);
        Assert.That((string)dryRun["code"]!, Is.EqualTo("confirmation_required"));
        Assert.That((int)dryRun["secrets"]!, Is.GreaterThanOrEqualTo(4), "two tenants with two keys each");

        // Other tests have left tenants whose servers are gone.
        var secrets = (await LiveAsync(DevelopmentTenant.Acme)).Concat(await LiveAsync(DevelopmentTenant.Cumulus)).ToArray();
        var total = secrets.Length;
        Assert.That(total, Is.EqualTo(4));
        var body = new { secretType = "ssh", scope = "selected", secrets, reason = "end to end", confirm = true, canary = 25, concurrency = 4 };
        var key = Guid.CreateVersion7().ToString();
        using var first = await StartAsync(body, key);
        using var repeated = await StartAsync(body, key);
        var accepted = await SignedInUser.ReadAsync(first, HttpStatusCode.Accepted);
        Assert.That(
            (string)(await SignedInUser.ReadAsync(repeated, HttpStatusCode.Accepted))["campaignId"]!, Is.EqualTo((string)accepted["campaignId"]!));

        var last = await Admin.FollowAsync(first.Headers.Location!.ToString(), accepted);
        Assert.That(((string)last["state"]!, (int)last["succeeded"]!, (int)last["failed"]!), Is.EqualTo(("completed", total, 0)), last.ToJsonString());
        var items = await RunningSystem.UserOf(DevelopmentUser.Operator).GetAsync($"{first.Headers.Location}/items?state=succeeded&pageSize=200");
        Assert.That((int)items["total"]!, Is.EqualTo(total));
        var history = (await RunningSystem.UserOf(DevelopmentUser.AcmeOwner).GetAsync(Ssh))["rotationHistory"]![0]!;
        Assert.That(((string)history["reason"]!, (string)history["status"]!), Is.EqualTo(("end to end", "success")));
        var campaign = $"/api/v1/admin/vault/audit-logs?campaign={(string)accepted["campaignId"]!}&onBehalfOf={Uri.EscapeDataString(DevelopmentUser.SecondAdmin.Email)}";
        await Eventually.Async(
            async () => (int)(await Admin.GetAsync($"{campaign}&action=ssh_key.rotate&outcome=success"))["total"]! == total, what: "the ledger names who started it, in what KeyIssuance did");
        using var cancel = await Admin.SendAsync(HttpMethod.Post, $"{first.Headers.Location}/cancel", stepUp: true);
        Assert.That((string)(await SignedInUser.ReadAsync(cancel, HttpStatusCode.Conflict))["code"]!, Is.EqualTo("campaign_state"));
    }

    [Test]
    public async Task Policy_Changed_MovesTheTenantsNextRotationAndBack()
    {
        await ActiveAsync();
        var tenantId = (string)(await RunningSystem.UserOf(DevelopmentUser.AcmeOwner).GetAsync(Ssh))["tenantId"]!;
        var before = await NextRotationAsync();
        using var put = await Admin.SendAsync(
            HttpMethod.Put,
            $"{Secrets}/rotation-policies",
            new { secretType = "ssh", tenantId, intervalDays = 30, gracePeriod = "PT24H", alertBeforeDays = 7, reason = "high risk" },
            stepUp: true);
        var policy = await SignedInUser.ReadAsync(put, HttpStatusCode.OK);
        Assert.That((string)policy["tenantId"]!, Is.EqualTo(tenantId));
        await Eventually.Async(async () => await NextRotationAsync() < before.AddDays(-50), what: "the tenant sees the earlier date");

        var schedule = await Admin.GetAsync($"{Secrets}/rotation-schedule?tenantId={tenantId}&due=30d");
        Assert.That((int)schedule["total"]!, Is.GreaterThanOrEqualTo(1));
        using var removed = await Admin.SendAsync(HttpMethod.Delete, $"{Secrets}/rotation-policies?secretType=ssh&tenantId={tenantId}", stepUp: true);
        Assert.That(removed.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        await Eventually.Async(async () => await NextRotationAsync() > before.AddDays(-1), what: "and the usual one again");
        var changes = await Admin.GetAsync($"{Secrets}/rotation-policies/changes?tenantId={tenantId}");
        Assert.That((int)changes["total"]!, Is.EqualTo(2));
    }

    [TestCase("{\"secretType\":\"ssh\",\"intervalDays\":7,\"gracePeriod\":\"PT1M\",\"alertBeforeDays\":14}", "intervalDays,gracePeriod,alertBeforeDays")]
    [TestCase("{\"secretType\":\"x\"}", "secretType,gracePeriod,alertBeforeDays")]
    public async Task Policy_OutOfBounds_NamesEveryField(string body, string fields)
    {
        using var put = await Admin.SendAsync(HttpMethod.Put, $"{Secrets}/rotation-policies", JsonNode.Parse(body), stepUp: true);
        var problem = await SignedInUser.ReadAsync(put, HttpStatusCode.BadRequest);
        Assert.That(problem["errors"]!.AsObject().Select(error => error.Key), Is.EquivalentTo(fields.Split(',')));
    }

    private static async Task<object[]> LiveAsync(DevelopmentTenant tenant) =>
        [.. (await Admin.GetAsync($"{Secrets}/rotation-schedule?tenantId={tenant.Id}&secretType=ssh"))["items"]!.AsArray()
            .Select(item => new { tenantId = tenant.Id, type = (string)item!["secretType"]!, name = (string)item["secretName"]! })];

    private static Task<HttpResponseMessage> StartAsync(object body, string key) => Admin.SendAsync(
        HttpMethod.Post, $"{Secrets}/rotate-all", body, stepUp: true, change: request => request.Headers.Add("Idempotency-Key", key));

    private static Task ActiveAsync() => Eventually.Async(
        async () => (string?)(await RunningSystem.UserOf(DevelopmentUser.AcmeOwner).GetAsync(Ssh))["status"] == "active",
        what: "the tenant has an active key");

    private static async Task<DateTimeOffset> NextRotationAsync() =>
        (DateTimeOffset)(await RunningSystem.UserOf(DevelopmentUser.AcmeOwner).GetAsync(Ssh))["nextRotation"]!;
}
