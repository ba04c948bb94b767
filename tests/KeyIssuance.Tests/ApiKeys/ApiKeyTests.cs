using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.ApiKeys;

/// <summary>A tenant's keys from their creation to their end, as the API shows them.</summary>
[Category("Component")]
public sealed class ApiKeyTests : ApiKeyFixture
{
    protected override Dictionary<string, string> Settings => new(base.Settings, StringComparer.Ordinal) { ["KeyIssuance__ApiKeys__PerTenant"] = "4" };

    [Test]
    public async Task Create_AKey_IsShownOnceAndStoredAsItsHash()
    {
        using var owner = OwnerOf(await NewTenantAsync());

        using var answer = await owner.PostAsJsonAsync(Keys, new { name = " Dashboard ", permissions = new[] { "audit:read", "email:send" }, rateLimitPerMinute = 120, expiresInDays = 90 });

        var created = await ReadAsync(answer, HttpStatusCode.Created);
        var key = (string)created["key"]!;
        Assert.That(answer.Headers.CacheControl?.NoStore, Is.True);
        Assert.That(key, Does.Match("^pmk_[0-9a-f]{32}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$"));
        Assert.That(Guid.Parse(key.Split('_')[1]), Is.EqualTo((Guid)created["keyId"]!));
        var listed = await ListedAsync(owner, created["keyId"]!);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((string)listed["name"]!, Is.EqualTo("Dashboard"));
            Assert.That(listed["permissions"]!.ToJsonString(), Is.EqualTo("""["audit:read","email:send"]"""));
            Assert.That((int)listed["rateLimitPerMinute"]!, Is.EqualTo(120));
            Assert.That((string)listed["status"]!, Is.EqualTo("active"));
            Assert.That((string)listed["createdBy"]!, Is.EqualTo("tenant_owner@penguin.example"));
            Assert.That((long)listed["requestCount"]!, Is.Zero);
            Assert.That((DateTimeOffset)listed["expiresAt"]! - (DateTimeOffset)listed["createdAt"]!, Is.EqualTo(TimeSpan.FromDays(90)));
            Assert.That(listed.ToJsonString(), Does.Not.Contain(key.Split('_')[2]));
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)));
        Assert.That(
            await World.CountAsync("select count(*)::int from api_key where key_id = @keyId and encode(digest, 'hex') = @digest", new { keyId = (Guid)created["keyId"]!, digest }), Is.EqualTo(1));
        Assert.That(await World.CountAsync("select count(*)::int from outbox_message where position(@secret in body) > 0", new { secret = key.Split('_')[2] }), Is.Zero);
        Assert.That(await RecordsAsync(created["keyId"]!), Is.EqualTo(["api_key.create success"]));
        var notices = await SentAsync("NotifyTenant", created["keyId"]!);
        Assert.That(notices.Select(notice => (string)notice["event"]!), Is.EqualTo(["issued", "rotation_due"]));
        Assert.That((DateTimeOffset)notices[1]["at"]! - (DateTimeOffset)listed["expiresAt"]!, Is.EqualTo(TimeSpan.Zero).Within(TimeSpan.FromMilliseconds(1)));
    }

    [TestCase("""{"name":"","permissions":["audit:read"]}""", "name")]
    [TestCase("""{"name":"   ","permissions":["audit:read"]}""", "name")]
    [TestCase("{\"name\":\"a\\u0007b\",\"permissions\":[\"audit:read\"]}", "name")]
    [TestCase("""{"name":"x","permissions":[]}""", "permissions")]
    [TestCase("""{"name":"x","permissions":["audit:write"]}""", "permissions")]
    [TestCase("""{"name":"x","permissions":["audit:read","audit:read"]}""", "permissions")]
    [TestCase("""{"name":"x","permissions":["audit:read"],"rateLimitPerMinute":0}""", "rateLimitPerMinute")]
    [TestCase("""{"name":"x","permissions":["audit:read"],"rateLimitPerMinute":6001}""", "rateLimitPerMinute")]
    [TestCase("""{"name":"x","permissions":["audit:read"],"expiresInDays":0}""", "expiresInDays")]
    [TestCase("""{"name":"x","permissions":["audit:read"],"expiresInDays":366}""", "expiresInDays")]
    public async Task Create_BadField_IsNamed(string body, string field)
    {
        using var owner = OwnerOf(await NewTenantAsync());

        using var answer = await owner.PostAsync(Keys, new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.That((await ReadAsync(answer, HttpStatusCode.BadRequest))["errors"]?[field], Is.Not.Null);
        Assert.That((int)(await GetAsync(owner, Keys))["total"]!, Is.Zero);
    }

    [Test]
    public async Task Create_TooLongName_IsRefused()
    {
        using var owner = OwnerOf(await NewTenantAsync());

        using var answer = await owner.PostAsJsonAsync(Keys, new { name = new string('x', 101), permissions = new[] { "audit:read" } });

        Assert.That((await ReadAsync(answer, HttpStatusCode.BadRequest))["errors"]?["name"], Is.Not.Null);
    }

    [Test]
    public async Task Create_RepeatedWithItsIdempotencyKey_ShowsAndMakesNothingMore()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        owner.DefaultRequestHeaders.Add("Idempotency-Key", "the same");
        var first = await CreateAsync(owner);

        using var second = await owner.PostAsJsonAsync(Keys, new { name = "A program", permissions = new[] { "audit:read" } });
        using var other = await owner.PostAsJsonAsync(Keys, new { name = "Another", permissions = new[] { "audit:read" } });

        var problem = await ReadAsync(second, HttpStatusCode.Conflict);
        Assert.That((string)problem["code"]!, Is.EqualTo("already_shown"));
        Assert.That((string)problem["location"]!, Does.Contain((string)first["keyId"]!));
        Assert.That(problem.ToJsonString(), Does.Not.Contain("pmk_"));
        await AssertProblemAsync(other, HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        Assert.That((int)(await GetAsync(owner, Keys))["total"]!, Is.EqualTo(1));
        Assert.That(await World.CountAsync("select count(*)::int from idempotency_key where position('pmk_' in body) > 0", new { }), Is.Zero);
    }

    [Test]
    public async Task Create_ManyAtATime_StopsAtTheBound()
    {
        using var owner = OwnerOf(await NewTenantAsync());

        var statuses = await Task.WhenAll(Enumerable.Range(0, 12).Select(async number =>
        {
            using var answer = await owner.PostAsJsonAsync(Keys, new { name = $"Program {number}", permissions = new[] { "audit:read" } });
            return answer.StatusCode;
        }));

        Assert.That(statuses.Count(status => status == HttpStatusCode.Created), Is.EqualTo(4));
        Assert.That(statuses.Count(status => status == HttpStatusCode.Conflict), Is.EqualTo(8));
    }

    [Test]
    public async Task Rotate_AKey_GivesItASuccessorAndAnEnd()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var first = await CreateAsync(owner, new { name = "A program", permissions = new[] { "audit:read" }, rateLimitPerMinute = 7, expiresInDays = 30 });

        using var answer = await owner.PostAsJsonAsync($"{Keys}/{first["keyId"]}/rotate", new { gracePeriod = "48h" });

        var second = await ReadAsync(answer, HttpStatusCode.Created);
        var (before, after) = (await ListedAsync(owner, first["keyId"]!), await ListedAsync(owner, second["keyId"]!));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((string)second["key"]!, Is.Not.EqualTo((string)first["key"]!));
            Assert.That((int)after["rateLimitPerMinute"]!, Is.EqualTo(7));
            Assert.That((string)after["replaces"]!, Is.EqualTo((string)first["keyId"]!));
            Assert.That((DateTimeOffset)after["expiresAt"]! - (DateTimeOffset)after["createdAt"]!, Is.EqualTo(TimeSpan.FromDays(30)));
            Assert.That((string)before["status"]!, Is.EqualTo("expiring"));
            Assert.That((string)before["replacedBy"]!, Is.EqualTo((string)second["keyId"]!));
            Assert.That((DateTimeOffset)before["expiresAt"]! - (DateTimeOffset)after["createdAt"]!, Is.EqualTo(TimeSpan.FromHours(48)));
            Assert.That((bool)second["previous"]!["usedWithinAnHour"]!, Is.False);
        }

        Assert.That(await NoticesAsync(first["keyId"]!), Is.EqualTo(["issued", "rotation_due", "rotated"]));
        using var again = await owner.PostAsJsonAsync($"{Keys}/{first["keyId"]}/rotate", new { });
        var problem = await ReadAsync(again, HttpStatusCode.Conflict);
        Assert.That((string)problem["code"]!, Is.EqualTo("api_key_replaced"));
        Assert.That((string)problem["replacedBy"]!, Is.EqualTo((string)second["keyId"]!));
        Assert.That(await RecordsAsync(first["keyId"]!), Is.EqualTo(["api_key.create success", "api_key.rotate success", "api_key.rotate refused"]));
    }

    [Test]
    public async Task Rotate_WithoutAWord_HasADayOfGraceAndNeverOutlivesTheKey()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var (open, ending) = (await CreateAsync(owner), await CreateAsync(owner, new { name = "Short", permissions = new[] { "audit:read" }, expiresInDays = 1 }));
        var end = (DateTimeOffset)ending["expiresAt"]!;

        using var first = await owner.PostAsync($"{Keys}/{open["keyId"]}/rotate", content: null);
        using var second = await owner.PostAsJsonAsync($"{Keys}/{ending["keyId"]}/rotate", new { gracePeriod = "7d" });

        var next = await ReadAsync(first, HttpStatusCode.Created);
        Assert.That((DateTimeOffset)next["previous"]!["worksUntil"]! - (DateTimeOffset)next["createdAt"]!, Is.EqualTo(TimeSpan.FromDays(1)));
        var worksUntil = (DateTimeOffset)(await ReadAsync(second, HttpStatusCode.Created))["previous"]!["worksUntil"]!;
        Assert.That(worksUntil, Is.EqualTo(end).Within(TimeSpan.FromMilliseconds(1)));
    }

    [TestCase("8d")]
    [TestCase("-PT1H")]
    [TestCase("soon")]
    public async Task Rotate_BadGrace_IsRefused(string gracePeriod)
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await CreateAsync(owner);

        using var answer = await owner.PostAsJsonAsync($"{Keys}/{key["keyId"]}/rotate", new { gracePeriod });

        Assert.That((await ReadAsync(answer, HttpStatusCode.BadRequest))["errors"]?["gracePeriod"], Is.Not.Null);
    }

    [Test]
    public async Task Rotate_WithoutGrace_EndsTheKeyAndTellsSo()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await CreateAsync(owner);

        using var answer = await owner.PostAsJsonAsync($"{Keys}/{key["keyId"]}/rotate", new { gracePeriod = "PT0S" });

        await ReadAsync(answer, HttpStatusCode.Created);
        Assert.That((string)(await ListedAsync(owner, key["keyId"]!))["status"]!, Is.EqualTo("expired"));
        await Eventually.Async(async () => (await NoticesAsync(key["keyId"]!)).Contains("grace_ended"), what: "A notice of the end");
        Assert.That(await RecordsAsync(key["keyId"]!), Has.Member("api_key.expire success"));
        using var again = await owner.PostAsJsonAsync($"{Keys}/{key["keyId"]}/rotate", new { });
        await AssertProblemAsync(again, HttpStatusCode.Conflict, "api_key_ended");
    }

    [Test]
    public async Task Revoke_AKey_EndsItOnce()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await CreateAsync(owner);

        using var first = await owner.PostAsJsonAsync($"{Keys}/{key["keyId"]}/revoke", new { reason = "no longer needed" });
        using var second = await owner.PostAsync($"{Keys}/{key["keyId"]}/revoke", content: null);

        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        await AssertProblemAsync(second, HttpStatusCode.Conflict, "already_revoked");
        Assert.That((string)(await ListedAsync(owner, key["keyId"]!))["status"]!, Is.EqualTo("revoked"));
        Assert.That(await NoticesAsync(key["keyId"]!), Is.EqualTo(["issued", "revoked"]));
        var record = (await SentAsync("AuditRecorded", key["keyId"]!)).Single(record => (string)record["action"]! == "api_key.revoke");
        Assert.That((string)record["reason"]!, Is.EqualTo("no longer needed"));
    }

    [Test]
    public async Task Key_WhoseTimeIsOver_IsRecordedAndToldOnce()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await CreateAsync(owner, new { name = "Short", permissions = new[] { "audit:read" }, expiresInDays = 1 });

        await World.ExecuteAsync("update api_key set expires_at = now() where key_id = @keyId", new { keyId = (Guid)key["keyId"]! });

        await Eventually.Async(async () => (await RecordsAsync(key["keyId"]!)).Contains("api_key.expire success"), what: "A record of the end");
        Assert.That((string)(await ListedAsync(owner, key["keyId"]!))["status"]!, Is.EqualTo("expired"));
        Assert.That((await NoticesAsync(key["keyId"]!)).Count(notice => notice == "grace_ended"), Is.EqualTo(1));
    }

    [Test]
    public async Task Key_OfAnotherTenant_DoesNotExist()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        using var stranger = OwnerOf(await NewTenantAsync());
        var key = await CreateAsync(owner);

        foreach (var (method, path) in new[] { ("POST", "rotate"), ("POST", "revoke"), ("GET", "usage") })
        {
            using var answer = await stranger.SendAsync(new HttpRequestMessage(new HttpMethod(method), $"{Keys}/{key["keyId"]}/{path}"));
            await AssertProblemAsync(answer, HttpStatusCode.NotFound, "not_found");
        }

        Assert.That((int)(await GetAsync(stranger, Keys))["total"]!, Is.Zero);
        Assert.That((string)(await ListedAsync(owner, key["keyId"]!))["status"]!, Is.EqualTo("active"));
    }
}
