using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>A tenant's key for its programs, from its creation to its revocation, through the whole system.</summary>
[Category("System")]
public sealed class ApiKeyTests
{
    private const string Keys = "/api/v1/tenant/api-keys";
    private static readonly string AdminKeys = $"/api/v1/admin/secrets/tenant/{DevelopmentTenant.Cumulus.Id}/api-keys";
    private static readonly string[] Everything = ["ssh:read", "api-keys:read", "audit:read", "dkim:read", "email:send", "email:read"];

    private static SignedInUser Owner => RunningSystem.UserOf(DevelopmentUser.CumulusOwner);

    [Test]
    public async Task Key_ThroughItsLife_ReadsUntilItIsRevoked()
    {
        var key = await CreateAsync(Everything);
        await AdmittedAsync(key);

        foreach (var path in new[] { "/api/v1/tenant/infrastructure/ssh-credentials", "/api/v1/tenant/dkim", "/api/v1/tenant/audit-logs", $"{Keys}/{key["keyId"]}/usage" })
        {
            using var answer = await RunningSystem.SendWithKeyAsync((string)key["key"]!, path);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
            Assert.That(answer.Headers.GetValues("RateLimit-Policy").Single(), Is.EqualTo("\"key\";q=600;w=60"));
        }

        var verified = await VerifyAsync(key, "email:send");
        Assert.That(((bool)verified["valid"]!, (Guid)verified["tenantId"]!), Is.EqualTo((true, DevelopmentTenant.Cumulus.Id)));
        await Eventually.Async(
            async () => (long)(await Owner.GetAsync($"{Keys}/{key["keyId"]}/usage"))["total"]! >= 5, what: "The uses of the gateway and of the service");

        using var rotated = await Owner.SendAsync(HttpMethod.Post, $"{Keys}/{key["keyId"]}/rotate", new { gracePeriod = "PT1H" }, stepUp: true);
        var next = await SignedInUser.ReadAsync(rotated, HttpStatusCode.Created);
        Assert.That((bool)next["previous"]!["usedWithinAnHour"]!, Is.True);
        await AdmittedAsync(next);
        await AdmittedAsync(key);

        foreach (var ended in new[] { key, next })
        {
            using var revoked = await Owner.SendAsync(HttpMethod.Post, $"{Keys}/{ended["keyId"]}/revoke", new { }, stepUp: true);
            Assert.That(revoked.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
            var clock = Stopwatch.StartNew();
            await Eventually.Async(async () => (await RunningSystem.SendWithKeyAsync((string)ended["key"]!, Keys)).StatusCode == HttpStatusCode.Unauthorized);
            Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
            Assert.That((string)(await VerifyAsync(ended, "email:send"))["reason"]!, Is.EqualTo("api_key_revoked"));
        }
    }

    [Test]
    public async Task Key_WithEveryPermission_DoesNothingThatIsAPersons()
    {
        var key = await CreateAsync(Everything);
        await AdmittedAsync(key);
        // Not through the client whose answers must be described: no key is described there.
        using var client = new HttpClient { BaseAddress = RunningSystem.AppHost.GatewayAddress };

        foreach (var (endpoint, roles) in AuthorisationTests.Decisions)
        {
            var (method, path) = AuthorisationTests.Split(endpoint);
            if (method == HttpMethod.Get && roles.Contains("tenant_admin")
                && (path.StartsWith(Keys, StringComparison.Ordinal) || path.Contains("/infrastructure/", StringComparison.Ordinal)
                    || path.StartsWith("/api/v1/tenant/dkim", StringComparison.Ordinal) || path.EndsWith("/audit-logs", StringComparison.Ordinal))
                && !path.EndsWith("/events", StringComparison.Ordinal))
            {
                continue;
            }

            using var answer = await RunningSystem.SendWithKeyAsync((string)key["key"]!, path, method, client);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden), endpoint);
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("permission_missing"), endpoint);
        }
    }

    [Test]
    public async Task Administrators_SeeAndRevoke_DevelopersSee()
    {
        var key = await CreateAsync(["api-keys:read"]);
        var (admin, developer) = (RunningSystem.UserOf(DevelopmentUser.SecondAdmin), RunningSystem.UserOf(DevelopmentUser.Developer));

        Assert.That((await developer.GetAsync(AdminKeys))["items"]!.AsArray().Select(item => (string)item!["keyId"]!), Has.Member((string)key["keyId"]!));
        Assert.That((long)(await developer.GetAsync($"{AdminKeys}/{key["keyId"]}/usage"))["total"]!, Is.Zero);
        await Eventually.Async(
            async () =>
            {
                var details = await admin.GetAsync($"/api/v1/admin/secrets/tenant/{DevelopmentTenant.Cumulus.Id}");
                var listed = (await admin.GetAsync($"/api/v1/admin/secrets/tenants?search={DevelopmentTenant.Cumulus.Id}"))["items"]![0]!;
                return details["apiKeys"]!["items"]!.AsArray().Any(item => (string)item!["keyId"]! == (string)key["keyId"]!)
                    && (int)listed["apiKeysCount"]! == (int)details["apiKeys"]!["count"]! && (int)listed["apiKeysCount"]! > 0;
            },
            what: "The key in the tenant's overview");

        using var revoked = await admin.SendAsync(HttpMethod.Post, $"{AdminKeys}/{key["keyId"]}/revoke", new { reason = "a test" }, stepUp: true);

        Assert.That(revoked.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        await Eventually.Async(
            async () => (await admin.GetAsync($"/api/v1/admin/secrets/tenant/{DevelopmentTenant.Cumulus.Id}"))["apiKeys"]!["items"]!.AsArray()
                .All(item => (string)item!["keyId"]! != (string)key["keyId"]!),
            what: "The key's end in the tenant's overview");
    }

    private static async Task<JsonNode> CreateAsync(string[] permissions)
    {
        using var answer = await Owner.SendAsync(HttpMethod.Post, Keys, new { name = "A program", permissions, rateLimitPerMinute = 600, expiresInDays = 30 }, stepUp: true);
        return await SignedInUser.ReadAsync(answer, HttpStatusCode.Created);
    }

    private static Task AdmittedAsync(JsonNode key) => Eventually.Async(
        async () => (await RunningSystem.SendWithKeyAsync((string)key["key"]!, Keys)).StatusCode == HttpStatusCode.OK, what: "A gateway that takes the key");

    private static async Task<JsonNode> VerifyAsync(JsonNode key, string permission)
    {
        using var answer = await RunningSystem.SendAsServiceAsync(HttpMethod.Post, "/api/v1/services/api-keys/verify", new { key = (string)key["key"]!, permission });
        return await SignedInUser.ReadAsync(answer, HttpStatusCode.OK);
    }
}
