using System.Net;
using System.Text.Json.Nodes;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>DKIM keys of a development instance, over the real gateway: one tenant for each way in which records come into DNS.</summary>
[Category("System")]
public sealed class DkimTests
{
    private static readonly string OfAcme = $"/api/v1/admin/secrets/tenant/{DevelopmentTenant.Acme.Id}/dkim/{DevelopmentTenant.Acme.MailDomain}";

    private static SignedInUser Admin => RunningSystem.UserOf(DevelopmentUser.PlatformAdmin);

    [Test]
    public async Task ManagedDomain_IsActive_AndItsRotationSignsWithAnotherKey()
    {
        var before = await KeyAsync(DevelopmentUser.AcmeOwner, key => (string)key["status"]! == "active");
        Assert.That(((string)before["domain"]!, (string)before["dnsMode"]!), Is.EqualTo(("acme.example", "managed")));

        var rotation = await Admin.RunOperationAsync($"{OfAcme}/rotate", new { reason = "a test" });

        Assert.That((string)rotation["status"]!, Is.EqualTo("succeeded"), $"{rotation}");
        var after = await KeyAsync(DevelopmentUser.AcmeOwner, key => (string)key["status"]! == "active");
        Assert.That((string)after["selector"]!, Is.Not.EqualTo((string)before["selector"]!));
        var records = (await Admin.GetAsync($"{OfAcme}/dns-records")).AsArray();
        Assert.That(records.Select(record => (string)record!["observed"]!), Is.All.EqualTo("matches"), $"{records}");
        Assert.That(records.Select(record => (string)record!["purpose"]!), Does.Contain("current").And.Contain("retiring"));
    }

    [TestCase("owner@borealis.example", "delegated", "CNAME")]
    [TestCase("owner@cumulus.example", "manual", "TXT")]
    public async Task OtherDomains_WaitForTheirTenant_AndSayForWhat(string owner, string mode, string type)
    {
        var user = DevelopmentUser.All.Single(user => user.Email == owner);
        var key = await KeyAsync(user, key => (string)key["status"]! == "waiting_for_dns");
        Assert.That(((string)key["dnsMode"]!, (string)key["health"]!), Is.EqualTo((mode, "yellow")));
        var root = $"/api/v1/tenant/dkim/{key["domain"]}";

        var records = (await RunningSystem.UserOf(user).GetAsync($"{root}/dns-records")).AsArray();

        Assert.That(records.Select(record => ((string)record!["type"]!, (string)record["purpose"]!, (string)record["observed"]!)), Is.All.EqualTo((type, "next", "missing")));
        using var check = await RunningSystem.UserOf(user).SendAsync(HttpMethod.Post, $"{root}/check", new { }, stepUp: true);
        Assert.That(check.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        using var reveal = await Admin.SendAsync(HttpMethod.Post, $"{OfAcme}/reveal", new { reason = "a test" }, stepUp: true);
        Assert.That((string)(await SignedInUser.ReadAsync(reveal, HttpStatusCode.Conflict))["code"]!, Is.EqualTo("not_revealable"));
    }

    private static Task<JsonNode> KeyAsync(DevelopmentUser user, Func<JsonNode, bool> isRight) => Eventually.GetAsync(
        async () => (await RunningSystem.UserOf(user).GetAsync("/api/v1/tenant/dkim"))["items"]!.AsArray().SingleOrDefault()!,
        key => key is not null && isRight(key),
        TimeSpan.FromMinutes(2),
        "The domain's key");
}
