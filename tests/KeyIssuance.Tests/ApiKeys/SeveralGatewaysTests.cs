using System.Net;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.ApiKeys;

/// <summary>Several gateways hold a key to one limit; what one of them counts is lost with it at most since its last flush.</summary>
[Category("Process")]
public sealed class SeveralGatewaysTests : GatewayFixture
{
    [Test]
    public async Task Limit_OverTwoGateways_IsOne()
    {
        await using var one = await StartGatewayAsync();
        await using var other = await StartGatewayAsync();
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await CreateAsync(owner, new { name = "Reader", permissions = new[] { "api-keys:read" }, rateLimitPerMinute = 40 });
        await Task.WhenAll(AdmittedAsync(one, key), AdmittedAsync(other, key));
        // From the beginning of a minute of the database's clock: both gateways have forgotten what they had of the one before.
        await Eventually.Async(async () => await SecondAsync() is > 1 and < 20, what: "The beginning of a minute");
        var takenBefore = await TakenAsync(key["keyId"]!.ToString());

        var answers = await Task.WhenAll(Enumerable.Range(0, 120).Select(number => CallAsync(number % 2 == 0 ? one : other, (string)key["key"]!)));

        Assert.That(takenBefore, Is.LessThanOrEqualTo(8), "what the gateways had taken in this minute before");
        var passed = answers.Count(answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.That(passed, Is.InRange(40 - takenBefore, 40));
        var refused = answers.First(answer => answer.StatusCode != HttpStatusCode.OK);
        await AssertProblemAsync(refused, HttpStatusCode.TooManyRequests, "too_many_requests");
        Assert.That(refused.Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.Zero).And.LessThanOrEqualTo(TimeSpan.FromMinutes(1)));
        Assert.That(refused.Headers.GetValues("RateLimit").Single(), Does.StartWith("\"key\";r=0;t="));
        Assert.That(answers.Where(answer => answer.StatusCode != HttpStatusCode.OK).Select(answer => answer.StatusCode), Is.All.EqualTo(HttpStatusCode.TooManyRequests));
        await Eventually.Async(
            async () => (long)(await GetAsync(owner, $"{Keys}/{key["keyId"]}/usage"))["buckets"]!.AsArray().Sum(bucket => (long)bucket!["rateLimited"]!) == 120 - passed,
            what: "The refused ones in the usage");
    }

    [Test]
    public async Task Usage_OfAGatewayThatIsKilled_IsLostSinceItsLastFlushAndNeverDoubled()
    {
        await using var gateway = await StartGatewayAsync();
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await CreateAsync(owner, new { name = "Reader", permissions = new[] { "api-keys:read" }, rateLimitPerMinute = 6000 });
        await AdmittedAsync(gateway, key);
        var before = await Eventually.GetAsync(() => CountedAsync(owner, key), count => count > 0, what: "The first uses");
        await CallManyAsync(gateway, (string)key["key"]!, 50);
        await Eventually.Async(async () => await CountedAsync(owner, key) >= before + 50, what: "Stored uses");
        var stored = await CountedAsync(owner, key);

        await CallManyAsync(gateway, (string)key["key"]!, 30);
        await gateway.KillAsync();

        Assert.That(stored, Is.EqualTo(before + 50), "each use once");
        var afterwards = await CountedAsync(owner, key);
        Assert.That(afterwards, Is.InRange(stored, stored + 30));
        await gateway.StartAgainAsync();
        await gateway.WaitHealthyAsync("/alive");
        await AdmittedAsync(gateway, key);
        await CallManyAsync(gateway, (string)key["key"]!, 20);
        await Eventually.Async(async () => await CountedAsync(owner, key) >= afterwards + 21, what: "The uses of the next process");
        Assert.That(await CountedAsync(owner, key), Is.LessThan(afterwards + 21 + 30), "its own, and the few that waited for it");
    }

    [Test]
    public async Task Usage_OfAGatewayThatIsStopped_IsWhole()
    {
        await using var gateway = await StartGatewayAsync(("Gateway__ApiKeys__UsageInterval", "00:01:00"));
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await CreateAsync(owner, new { name = "Reader", permissions = new[] { "api-keys:read" }, rateLimitPerMinute = 6000 });
        await AdmittedAsync(gateway, key);
        await CallManyAsync(gateway, (string)key["key"]!, 10);

        await gateway.StopAsync();

        Assert.That(await CountedAsync(owner, key), Is.GreaterThanOrEqualTo(11));
    }

    [Test]
    public async Task Gateway_ThatCannotAskForChanges_BelievesNoKey()
    {
        await using var service = await World.StartServiceAsync(new Dictionary<string, string>(Settings, StringComparer.Ordinal)
        {
            ["services__identity__http__0"] = Issuer.Address.ToString(),
        });
        await service.WaitHealthyAsync();
        await using var gateway = await StartGatewayAsync(("services__key-issuance__http__0", service.Client.BaseAddress!.ToString()));
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await CreateAsync(owner, new { name = "Reader", permissions = new[] { "api-keys:read" }, rateLimitPerMinute = 6000 });
        await AdmittedAsync(gateway, key);

        await service.DisposeAsync();

        await Eventually.Async(
            async () =>
            {
                using var answer = await CallAsync(gateway, (string)key["key"]!);
                return answer.StatusCode == HttpStatusCode.ServiceUnavailable && (await answer.Content.ReadAsStringAsync()).Contains("not known now which API keys", StringComparison.Ordinal);
            },
            what: "A gateway that says that it does not know");
    }

    private static async Task CallManyAsync(ServiceProcess gateway, string key, int times)
    {
        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, times).Select(_ => CallAsync(gateway, key))))
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            answer.Dispose();
        }
    }

    private static async Task<long> CountedAsync(HttpClient owner, System.Text.Json.Nodes.JsonObject key) =>
        (long)(await ListedAsync(owner, key["keyId"]!))["requestCount"]!;

    private Task<double> SecondAsync() => World.Database.ReadAsync(read => read.ScalarAsync<double>("select extract(second from clock_timestamp())::float8"), default);

    private Task<int> TakenAsync(string keyId) => World.CountAsync(
        "select coalesce(max(taken), 0)::int from api_key_allowance where key_id = @keyId and window_start = date_trunc('minute', clock_timestamp())", new { keyId = Guid.Parse(keyId) });
}
