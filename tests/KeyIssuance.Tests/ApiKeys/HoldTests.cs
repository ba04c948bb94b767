using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.ApiKeys;

/// <summary>Replaced keys that something still uses: their end is put off, or told beforehand.</summary>
[Category("Component")]
public sealed class HoldTests : ApiKeyFixture
{
    [Test]
    public async Task Hold_AReplacedKey_PutsItsEndOff_AndReleaseBringsItBack()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await RotatedAsync(owner);
        var planned = (DateTimeOffset)(await ListedAsync(owner, key))["expiresAt"]!;
        var until = TimeProvider.System.GetUtcNow().AddDays(20);

        using var held = await owner.PostAsJsonAsync($"{Keys}/{key}/hold", new { reason = "the export moves on Friday", until });

        var answer = await ReadAsync(held, HttpStatusCode.OK);
        Assert.That((DateTimeOffset)answer["expiresAt"]!, Is.EqualTo(until).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That((string)answer["hold"]!["reason"]!, Is.EqualTo("the export moves on Friday"));
        Assert.That((string)answer["hold"]!["heldBy"]!, Is.EqualTo("tenant_owner@penguin.example"));
        Assert.That((DateTimeOffset)answer["hold"]!["graceEndsAt"]!, Is.EqualTo(planned));
        Assert.That((await ListedAsync(owner, key)).ToJsonString(), Is.EqualTo(answer.ToJsonString()));
        var changes = (await GetAsync(Gateway, "/internal/api-keys/changes"))["keys"]!.AsArray();
        Assert.That((DateTimeOffset)changes.Single(change => (string)change!["keyId"]! == (string)key!)!["expiresAt"]!, Is.EqualTo(until).Within(TimeSpan.FromMilliseconds(1)), "where it is verified");

        using var released = await owner.PostAsync($"{Keys}/{key}/release", content: null);

        answer = await ReadAsync(released, HttpStatusCode.OK);
        Assert.That((DateTimeOffset)answer["expiresAt"]!, Is.EqualTo(planned));
        Assert.That(answer["hold"], Is.Null);
        Assert.That((await RecordsAsync(key)).TakeLast(2), Is.EqualTo(["api_key.hold success", "api_key.release success"]));
        Assert.That((await NoticesAsync(key)).TakeLast(2), Is.EqualTo(["rotated", "rotated"]), "each with the end that holds now");
        using var again = await owner.PostAsync($"{Keys}/{key}/release", content: null);
        await AssertProblemAsync(again, HttpStatusCode.Conflict, "api_key_not_held");
    }

    [Test]
    public async Task Release_AfterThePlannedEnd_EndsTheKeyNow()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await RotatedAsync(owner);
        using var held = await owner.PostAsJsonAsync($"{Keys}/{key}/hold", new { reason = "a test" });
        await ReadAsync(held, HttpStatusCode.OK);
        await World.ExecuteAsync("update api_key set grace_ends_at = now() - interval '1 hour' where key_id = @key", new { key = (Guid)key });

        using var released = await owner.PostAsJsonAsync($"{Keys}/{key}/release", new { reason = "it has moved" });

        Assert.That((string)(await ReadAsync(released, HttpStatusCode.OK))["status"]!, Is.EqualTo("expired"));
        await Eventually.Async(async () => (await RecordsAsync(key)).Contains("api_key.expire success"), what: "The record of the end");
    }

    [TestCase("""{"reason":" "}""", "reason")]
    [TestCase("""{}""", "reason")]
    [TestCase("""{"reason":"a test","until":"2020-01-01T00:00:00Z"}""", "until")]
    [TestCase("""{"reason":"a test","until":"2099-01-01T00:00:00Z"}""", "until")]
    public async Task Hold_BadField_IsNamed_AndTheEndStays(string body, string field)
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await RotatedAsync(owner);
        var before = await ListedAsync(owner, key);

        using var answer = await owner.PostAsync($"{Keys}/{key}/hold", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.That((await ReadAsync(answer, HttpStatusCode.BadRequest))["errors"]?[field], Is.Not.Null);
        Assert.That((await ListedAsync(owner, key)).ToJsonString(), Is.EqualTo(before.ToJsonString()));
    }

    [Test]
    public async Task Hold_BeyondTheLifeThatTheKeyWasCreatedWith_IsRefused()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await RotatedAsync(owner, expiresInDays: 2);

        using var beyond = await owner.PostAsJsonAsync($"{Keys}/{key}/hold", new { reason = "a test", until = TimeProvider.System.GetUtcNow().AddDays(3) });
        using var usual = await owner.PostAsJsonAsync($"{Keys}/{key}/hold", new { reason = "a test" });

        Assert.That((await ReadAsync(beyond, HttpStatusCode.BadRequest))["errors"]?["until"], Is.Not.Null);
        var answer = await ReadAsync(usual, HttpStatusCode.OK);
        Assert.That((DateTimeOffset)answer["expiresAt"]! - (DateTimeOffset)answer["createdAt"]!, Is.EqualTo(TimeSpan.FromDays(2)).Within(TimeSpan.FromMilliseconds(1)));
    }

    [Test]
    public async Task Hold_OfWhatHasNoEndToPutOff_IsRefusedOnRecord()
    {
        var tenantId = await NewTenantAsync();
        using var owner = OwnerOf(tenantId);
        using var stranger = OwnerOf(await NewTenantAsync());
        var (live, revoked) = ((await CreateAsync(owner))["keyId"]!, await RotatedAsync(owner));
        using var _ = await owner.PostAsync($"{Keys}/{revoked}/revoke", content: null);

        using var ofLive = await owner.PostAsJsonAsync($"{Keys}/{live}/hold", new { reason = "a test" });
        using var ofRevoked = await owner.PostAsJsonAsync($"{Keys}/{revoked}/hold", new { reason = "a test" });
        using var foreign = await stranger.PostAsJsonAsync($"{Keys}/{live}/hold", new { reason = "a test" });

        await AssertProblemAsync(ofLive, HttpStatusCode.Conflict, "no_grace_period");
        await AssertProblemAsync(ofRevoked, HttpStatusCode.Conflict, "api_key_ended");
        await AssertProblemAsync(foreign, HttpStatusCode.NotFound, "not_found");
        Assert.That((await RecordsAsync(live)).Last(), Is.EqualTo("api_key.hold refused"));
    }

    [Test]
    public async Task ReplacedKey_UsedShortlyBeforeItsEnd_IsToldOnce_AndAgainAfterAHold()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var (used, idle) = (await RotatedAsync(owner), await RotatedAsync(owner));
        await World.ExecuteAsync("update api_key set last_used_at = now() where key_id = @used", new { used = (Guid)used });
        await World.ExecuteAsync("update api_key set expires_at = now() + interval '30 minutes' where key_id = any(@keys)", new { keys = new[] { (Guid)used, (Guid)idle } });

        await Eventually.Async(async () => (await SentAsync("AlertRaised", used)).Count == 1, what: "The alert");

        Assert.That((string)(await SentAsync("AlertRaised", used))[0]["kind"]!, Is.EqualTo("api_key.used_before_end"));
        Assert.That(await SentAsync("AlertRaised", idle), Is.Empty);
        using var held = await owner.PostAsJsonAsync($"{Keys}/{used}/hold", new { reason = "a test" });
        await ReadAsync(held, HttpStatusCode.OK);
        await World.ExecuteAsync("update api_key set expires_at = now() + interval '30 minutes' where key_id = @used", new { used = (Guid)used });
        await Eventually.Async(async () => (await SentAsync("AlertRaised", used)).Count == 2, what: "Another for the new end");
    }

    /// <summary>A key in its grace period, of 24 hours.</summary>
    private static async Task<JsonNode> RotatedAsync(HttpClient owner, int? expiresInDays = null)
    {
        var key = (await CreateAsync(owner, new { name = "A program", permissions = new[] { "audit:read" }, expiresInDays }))["keyId"]!;
        using var answer = await owner.PostAsync($"{Keys}/{key}/rotate", content: null);
        await ReadAsync(answer, HttpStatusCode.Created);
        return key;
    }
}
