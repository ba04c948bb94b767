using System.Net;
using System.Net.Http.Json;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.Tests.ApiKeys;

/// <summary>What was counted elsewhere is stored once, and shown by hour, by day and by permission.</summary>
[Category("Component")]
public sealed class UsageTests : ApiKeyFixture
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task Batch_DeliveredAgain_CountsOnce()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var keyId = (Guid)(await CreateAsync(owner))["keyId"]!;
        var first = new UsageBatch(Guid.CreateVersion7(), 1, [Used(keyId, Noon, "audit:read", 5, 2, 1), Used(keyId, Noon, "", 1, 1, 0)]);

        await StoreAsync(first);
        await StoreAsync(first);
        await StoreAsync(first with { Number = 2, Entries = [Used(keyId, Noon.AddHours(1), "audit:read", 3, 0, 0)] });
        await StoreAsync(first);
        await StoreAsync(first with { Instance = Guid.CreateVersion7() });

        var usage = await GetAsync(owner, $"{Keys}/{keyId}/usage?from=2026-11-20T12:00:00Z&to=2026-11-20T14:00:00Z");
        Assert.That(
            usage["buckets"]!.AsArray().Select(bucket => ((long)bucket!["requests"]!, (long)bucket["refused"]!, (long)bucket["rateLimited"]!)),
            Is.EqualTo(new[] { (12L, 6L, 2L), (3L, 0L, 0L) }));
        Assert.That((long)usage["total"]!, Is.EqualTo(15));
        Assert.That((long)usage["byPermission"]!["audit:read"]!, Is.EqualTo(13));
        Assert.That((long)usage["byPermission"]!["none"]!, Is.EqualTo(2));
        // Refusals are on record once an hour of each permission.
        Assert.That((await RecordsAsync($"{keyId}")).Count(record => record == "api_key.use refused"), Is.EqualTo(2));
        var listed = await ListedAsync(owner, $"{keyId}");
        Assert.That((long)listed["requestCount"]!, Is.EqualTo(15));
        Assert.That((string)listed["lastUsedFrom"]!, Is.EqualTo("203.0.113.7"));
        Assert.That((DateTimeOffset)listed["lastUsedAt"]!, Is.EqualTo(Noon.AddHours(1).AddMinutes(1)));
    }

    [Test]
    public async Task Batch_DeliveredManyTimesAtOnce_CountsOnce()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var keyId = (Guid)(await CreateAsync(owner))["keyId"]!;
        var batch = new UsageBatch(Guid.CreateVersion7(), 1, [Used(keyId, Noon, "audit:read", 5, 0, 0)]);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StoreAsync(batch)));

        Assert.That((long)(await ListedAsync(owner, $"{keyId}"))["requestCount"]!, Is.EqualTo(5));
    }

    [Test]
    public async Task Days_OfUsage_HoldTheirHours()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var keyId = (Guid)(await CreateAsync(owner))["keyId"]!;
        await StoreAsync(new UsageBatch(Guid.CreateVersion7(), 1, [.. Enumerable.Range(0, 30).Select(hour => Used(keyId, Noon.AddHours(hour), "audit:read", 1, 0, 0))]));

        var usage = await GetAsync(owner, $"{Keys}/{keyId}/usage?from=2026-11-20&to=2026-11-22&interval=day");

        Assert.That(
            usage["buckets"]!.AsArray().Select(bucket => (((DateTimeOffset)bucket!["from"]!).Day, (long)bucket["requests"]!)), Is.EqualTo(new[] { (20, 12L), (21, 18L) }));
    }

    [TestCase("interval=week", "interval")]
    [TestCase("from=yesterday", "from")]
    [TestCase("from=2026-11-20&to=2026-11-20", "from")]
    [TestCase("from=2026-01-01&to=2026-11-20", "from")]
    [TestCase("from=2024-01-01&to=2026-11-20&interval=day", "from")]
    public async Task Usage_BadPeriod_IsNamed(string query, string field)
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await CreateAsync(owner);

        using var answer = await owner.GetAsync($"{Keys}/{key["keyId"]}/usage?{query}");

        Assert.That((await ReadAsync(answer, HttpStatusCode.BadRequest))["errors"]?[field], Is.Not.Null);
    }

    [Test]
    public async Task Usage_WithoutAPeriod_IsThatOfTheLastDay()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await CreateAsync(owner);

        var byHour = await GetAsync(owner, $"{Keys}/{key["keyId"]}/usage");
        var byDay = await GetAsync(owner, $"{Keys}/{key["keyId"]}/usage?interval=day");

        Assert.That(byHour["buckets"]!.AsArray(), Has.Count.EqualTo(25));
        Assert.That(byDay["buckets"]!.AsArray(), Has.Count.EqualTo(31));
    }

    [Test]
    public async Task Allowances_TakenByManyAtATime_NeverExceedTheLimit()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var keyId = (Guid)(await CreateAsync(owner, new { name = "x", permissions = new[] { "audit:read" }, rateLimitPerMinute = 60 }))["keyId"]!;
        await WaitForRoomInTheMinuteAsync();

        var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => TakeAsync(keyId, 7)));

        Assert.That(taken.Sum(part => part.Granted), Is.EqualTo(60));
        Assert.That(taken.Min(part => part.Remaining), Is.Zero);
        Assert.That(taken.Max(part => part.EndsInMilliseconds), Is.InRange(1, 60_000));
        Assert.That((await TakeAsync(keyId, 1)).Granted, Is.Zero);
        Assert.That((await TakeAsync(Guid.CreateVersion7(), 1)).Granted, Is.Zero, "an unknown key");
    }

    [Test]
    public async Task Allowances_OfTheNextMinute_AreWhole()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var keyId = (Guid)(await CreateAsync(owner, new { name = "x", permissions = new[] { "audit:read" }, rateLimitPerMinute = 10 }))["keyId"]!;
        await TakeAsync(keyId, 10);

        await World.ExecuteAsync("update api_key_allowance set window_start = window_start - interval '1 minute' where key_id = @keyId", new { keyId });

        var next = await TakeAsync(keyId, 4);
        Assert.That((next.Granted, next.Remaining), Is.EqualTo((4, 6)));
    }

    private static KeyUsage Used(Guid keyId, DateTimeOffset hour, string permission, int requests, int refused, int rateLimited) =>
        new(keyId, hour, permission, requests, refused, rateLimited, permission.Length > 0 ? hour.AddMinutes(1) : null, "203.0.113.7");

    private async Task StoreAsync(UsageBatch batch)
    {
        using var gateway = Gateway;
        using var answer = await gateway.PostAsJsonAsync("/internal/api-keys/usage", batch);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NoContent), await answer.Content.ReadAsStringAsync());
    }

    private async Task<Allowance> TakeAsync(Guid keyId, int wanted)
    {
        using var gateway = Gateway;
        using var answer = await gateway.PostAsJsonAsync("/internal/api-keys/allowances", new AllowanceRequest(keyId, wanted));
        return (await answer.Content.ReadFromJsonAsync<Allowance>())!;
    }

    // A limit is of a minute of the database's clock.
    private Task WaitForRoomInTheMinuteAsync() => TestKit.Eventually.Async(
        async () => await World.Database.ReadAsync(read => read.ScalarAsync<double>("select extract(second from clock_timestamp())::float8"), default) < 40, what: "Twenty seconds of a minute");
}
