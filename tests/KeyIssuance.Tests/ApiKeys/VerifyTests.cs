using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.ApiKeys;

/// <summary>Platform services ask whether a key works.</summary>
[Category("Component")]
public sealed class VerifyTests : ApiKeyFixture
{
    protected override Dictionary<string, string> Settings => new(base.Settings, StringComparer.Ordinal) { ["KeyIssuance__ApiKeys__UsageInterval"] = "00:00:00.100" };

    [Test]
    public async Task Key_ThatWorks_IsValidAndItsUseCounts()
    {
        var tenantId = await NewTenantAsync();
        using var owner = OwnerOf(tenantId);
        var key = await CreateAsync(owner, new { name = "Mailer", permissions = new[] { "email:send" }, rateLimitPerMinute = 100 });

        var answer = await VerifyAsync((string)key["key"]!, "email:send");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((bool)answer["valid"]!, Is.True);
            Assert.That(answer["reason"], Is.Null);
            Assert.That((Guid)answer["tenantId"]!, Is.EqualTo(tenantId));
            Assert.That((Guid)answer["keyId"]!, Is.EqualTo((Guid)key["keyId"]!));
            Assert.That((int)answer["rateLimit"]!["limit"]!, Is.EqualTo(100));
            Assert.That((int)answer["rateLimit"]!["remaining"]!, Is.EqualTo(99));
            Assert.That((DateTimeOffset)answer["rateLimit"]!["resetAt"]!, Is.GreaterThan(TimeProvider.System.GetUtcNow().AddMinutes(-1)));
        }

        await Eventually.Async(async () => (long)(await ListedAsync(owner, key["keyId"]!))["requestCount"]! == 1, what: "A counted use");
    }

    [Test]
    public async Task Key_ThatDoesNot_IsNamedByItsReason()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        using var stranger = OwnerOf(await NewTenantAsync());
        var (revoked, expired, live, foreign) = (await CreateAsync(owner), await CreateAsync(owner), await CreateAsync(owner), await CreateAsync(stranger));
        using var _ = await owner.PostAsync($"{Keys}/{revoked["keyId"]}/revoke", content: null);
        await World.ExecuteAsync("update api_key set expires_at = now() where key_id = @keyId", new { keyId = (Guid)expired["keyId"]! });
        var key = (string)live["key"]!;
        // The id of one key and the secret of another, with a checksum that fits.
        var swapped = ApiKeyText.Of(key.Split('_')[1], ((string)foreign["key"]!).Split('_')[2]);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await ReasonAsync((string)revoked["key"]!), Is.EqualTo("api_key_revoked"));
            Assert.That(await ReasonAsync((string)expired["key"]!), Is.EqualTo("api_key_expired"));
            Assert.That(await ReasonAsync(key, "email:send"), Is.EqualTo("permission_missing"));
            Assert.That(await ReasonAsync(key[..^1]), Is.EqualTo("invalid_api_key"), "cut");
            Assert.That(await ReasonAsync(key[..^1] + (key[^1] == 'a' ? 'b' : 'a')), Is.EqualTo("invalid_api_key"), "another checksum");
            Assert.That(await ReasonAsync(swapped), Is.EqualTo("invalid_api_key"), "another key's secret");
            Assert.That(await ReasonAsync(PlainTextApiKey.Create(Guid.CreateVersion7()).Text), Is.EqualTo("invalid_api_key"), "a key of nobody's");
        }
    }

    [Test]
    public async Task Key_OverItsLimit_IsHeldBack()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await CreateAsync(owner, new { name = "Slow", permissions = new[] { "audit:read" }, rateLimitPerMinute = 3 });

        var answers = new List<JsonObject>();
        await Eventually.Async(
            async () =>
            {
                answers.Add(await VerifyAsync((string)key["key"]!, "audit:read"));
                return !(bool)answers[^1]["valid"]!;
            },
            what: "An end of the limit"); // at the turn of a minute three more pass

        Assert.That((string)answers[^1]["reason"]!, Is.EqualTo("too_many_requests"));
        Assert.That((int)answers[^1]["rateLimit"]!["remaining"]!, Is.Zero);
        Assert.That(answers, Has.Count.GreaterThanOrEqualTo(4));
    }

    [TestCase("""{"key":"","permission":"audit:read"}""", "key")]
    [TestCase("""{"key":"pmk_x","permission":"audit:write"}""", "permission")]
    public async Task Verify_BadField_IsNamed(string body, string field)
    {
        using var service = As(Roles.Service, scope: ServiceScopes.VerifyApiKeys);

        using var answer = await service.PostAsync("/api/v1/services/api-keys/verify", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.That((await ReadAsync(answer, HttpStatusCode.BadRequest))["errors"]?[field], Is.Not.Null);
    }

    private async Task<string?> ReasonAsync(string key, string permission = "audit:read")
    {
        var answer = await VerifyAsync(key, permission);
        return (bool)answer["valid"]! ? null : (string)answer["reason"]!;
    }

    private async Task<JsonObject> VerifyAsync(string key, string permission)
    {
        using var service = As(Roles.Service, scope: ServiceScopes.VerifyApiKeys);
        using var answer = await service.PostAsJsonAsync("/api/v1/services/api-keys/verify", new { key, permission });
        Assert.That(answer.Headers.CacheControl?.NoStore, Is.True);
        return await ReadAsync(answer, HttpStatusCode.OK);
    }
}
