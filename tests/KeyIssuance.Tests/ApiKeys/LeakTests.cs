using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.Tests.ApiKeys;

/// <summary>Reports of leaked keys in the form of GitHub's secret scanning, signed with keys of the tests.</summary>
[Category("Component")]
public sealed class LeakTests : ApiKeyFixture
{
    private const string Endpoint = "/api/v1/public/leaked-keys";
    private const string Place = "https://github.example/somebody/repository/blob/main/config.yaml";

    private readonly ECDsa _scanner = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly List<(string Id, string Pem)> _published = [];
    private readonly WebApplication _list;
    private int _reads;
    private volatile bool _isAway;

    public LeakTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _list = builder.Build();
        _list.MapGet("/keys", (HttpRequest request) =>
        {
            Interlocked.Increment(ref _reads);
            return _isAway || request.Headers.UserAgent.Count == 0
                ? Results.StatusCode(403)
                : Results.Json(new { public_keys = _published.Select(key => new { key_identifier = key.Id, key = key.Pem, is_current = true }) });
        });
    }

    protected override Dictionary<string, string> Settings => new(base.Settings, StringComparer.Ordinal)
    {
        ["KeyIssuance__ApiKeys__ScanningKeysAddress"] = _list.Urls.Single() + "/keys",
    };

    protected override async Task PrepareAsync()
    {
        _published.Add(("scanner-1", _scanner.ExportSubjectPublicKeyInfoPem()));
        await _list.StartAsync();
    }

    [OneTimeTearDown]
    public async Task StopListAsync()
    {
        await _list.DisposeAsync();
        _scanner.Dispose();
        _stranger.Dispose();
    }

    [Test]
    public async Task Report_OfAKeyThatWorks_RevokesItAndTellsEverybody()
    {
        var tenantId = await NewTenantAsync();
        using var owner = OwnerOf(tenantId);
        var key = await CreateAsync(owner);

        var feedback = await FeedbackAsync([Found((string)key["key"]!), Found("pmk_nothing_of_ours"), Found(PlainTextApiKey.Create(Guid.CreateVersion7()).Text)]);

        Assert.That(feedback.Select(item => (string)item!["label"]!), Is.EqualTo(["true_positive", "false_positive", "false_positive"]));
        Assert.That((string)feedback[0]!["token_hash"]!, Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes((string)key["key"]!)))));
        Assert.That((string)feedback[0]!["token_type"]!, Is.EqualTo("penguinmails_api_key"));
        Assert.That(feedback.ToJsonString(), Does.Not.Contain(((string)key["key"]!).Split('_')[2]));
        Assert.That((string)(await ListedAsync(owner, key["keyId"]!))["status"]!, Is.EqualTo("revoked"));
        Assert.That(await RecordsAsync(key["keyId"]!), Is.EqualTo(["api_key.create success", "api_key.leak success", "api_key.revoke success"]));
        var record = (await SentAsync("AuditRecorded", key["keyId"]!)).Single(record => (string)record["action"]! == "api_key.leak");
        Assert.That((string)record["details"]!["place"]!, Does.Contain("repository/blob/main").And.Not.Contain("://"));
        var alert = (await SentAsync("AlertRaised", key["keyId"]!)).Single();
        Assert.That(((string)alert["kind"]!, (string)alert["severity"]!, (Guid)alert["tenantId"]!), Is.EqualTo(("api_key.leaked", "critical", tenantId)));
        Assert.That(await NoticesAsync(key["keyId"]!), Has.Member("revoked"));
    }

    [Test]
    public async Task Report_OfAKeyThatHasEnded_IsTrueAndChangesNothing()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await CreateAsync(owner);
        using var _ = await owner.PostAsync($"{Keys}/{key["keyId"]}/revoke", content: null);

        var feedback = await FeedbackAsync([Found((string)key["key"]!)]);

        Assert.That((string)feedback[0]!["label"]!, Is.EqualTo("true_positive"));
        Assert.That(await SentAsync("AlertRaised", key["keyId"]!), Is.Empty);
        Assert.That((await RecordsAsync(key["keyId"]!)).Count(record => record == "api_key.revoke success"), Is.EqualTo(1));
    }

    [Test]
    public async Task Report_WithAPlaceThatHoldsTheKey_KeepsItOutOfTheLedger()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await CreateAsync(owner);
        var text = (string)key["key"]!;

        await FeedbackAsync([new { token = text, type = "penguinmails_api_key", url = $"https://github.example/search?q={text}", source = "content" }]);

        Assert.That(await World.CountAsync("select count(*)::int from outbox_message where position(@secret in body) > 0", new { secret = text.Split('_')[2] }), Is.Zero);
        Assert.That((string)(await ListedAsync(owner, key["keyId"]!))["status"]!, Is.EqualTo("revoked"));
    }

    [Test]
    public async Task Report_ThatTheScannerDidNotSign_IsRefused()
    {
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await CreateAsync(owner);
        var body = Body([Found((string)key["key"]!)]);
        var genuine = Sign(_scanner, body);

        foreach (var (what, keyId, signature, sent) in new[]
        {
            ("no signature", "scanner-1", "", body),
            ("no key", "", genuine, body),
            ("another's key", "scanner-1", Sign(_stranger, body), body),
            ("an unknown key", "scanner-2", genuine, body),
            ("another body", "scanner-1", genuine, Body([Found((string)key["key"]!), Found("x")])),
            ("no base64", "scanner-1", "***", body),
            ("a long signature", "scanner-1", Convert.ToBase64String(new byte[4_000]), body),
            ("the other form of signatures", "scanner-1", Convert.ToBase64String(_scanner.SignData(body, HashAlgorithmName.SHA256)), body),
        })
        {
            using var answer = await SendAsync(keyId, signature, sent);
            Assert.That((int)answer.StatusCode, Is.EqualTo(401), what);
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("invalid_signature"), what);
        }

        Assert.That((string)(await ListedAsync(owner, key["keyId"]!))["status"]!, Is.EqualTo("active"));
        // The list was read once, and once more for an unknown name: not for each request.
        Assert.That(_reads, Is.LessThanOrEqualTo(3));
    }

    [TestCase("{}")]
    [TestCase("[{}]")]
    [TestCase("[null]")]
    [TestCase("[{\"token\":5}]")]
    [TestCase("[")]
    public async Task Report_SignedNonsense_IsRefused(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var answer = await SendAsync("scanner-1", Sign(_scanner, bytes), bytes);
        await AssertProblemAsync(answer, HttpStatusCode.BadRequest, "validation_failed");
    }

    [Test]
    public async Task Report_WithMembersOfALaterVersion_IsTaken() =>
        Assert.That((string)(await FeedbackAsync([new { token = "x", type = "t", later = new { anything = 1 } }]))[0]!["label"]!, Is.EqualTo("false_positive"));

    [Test]
    public async Task Report_LargerThanABodyMayBe_IsRefused()
    {
        var body = Body([Found(new string('x', 70_000))]);
        using var answer = await SendAsync("scanner-1", Sign(_scanner, body), body);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
    }

    [Test]
    public async Task Report_WhereThePolicyIsToTell_LeavesTheKeyWorking()
    {
        await using var service = await World.StartServiceAsync(new Dictionary<string, string>(Settings, StringComparer.Ordinal)
        {
            ["services__identity__http__0"] = Issuer.Address.ToString(),
            ["KeyIssuance__ApiKeys__RevokeLeaked"] = "false",
        });
        await service.WaitHealthyAsync();
        using var owner = OwnerOf(await NewTenantAsync());
        var key = await CreateAsync(owner);
        var body = Body([Found((string)key["key"]!)]);

        using var answer = await SendAsync("scanner-1", Sign(_scanner, body), body, service.Client);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((string)(await ListedAsync(owner, key["keyId"]!))["status"]!, Is.EqualTo("active"));
        Assert.That((string)(await SentAsync("AlertRaised", key["keyId"]!)).Single()["nextStep"]!, Does.Contain("/revoke"));
    }

    [Test]
    public async Task Report_WhileTheListCannotBeRead_IsAskedForAgain()
    {
        await using var service = await World.StartServiceAsync(new Dictionary<string, string>(Settings, StringComparer.Ordinal)
        {
            ["services__identity__http__0"] = Issuer.Address.ToString(),
        });
        await service.WaitHealthyAsync();
        var body = Body([Found("x")]);
        _isAway = true;
        try
        {
            using var answer = await SendAsync("scanner-1", Sign(_scanner, body), body, service.Client);
            await AssertProblemAsync(answer, HttpStatusCode.ServiceUnavailable, "dependency_unavailable");
            Assert.That(answer.Headers.RetryAfter, Is.Not.Null);
        }
        finally
        {
            _isAway = false;
        }
    }

    private static object Found(string token) => new { token, type = "penguinmails_api_key", url = Place, source = "content" };

    private static byte[] Body(object[] tokens) => JsonSerializer.SerializeToUtf8Bytes(tokens);

    private static string Sign(ECDsa key, byte[] body) => Convert.ToBase64String(key.SignData(body, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    private async Task<JsonArray> FeedbackAsync(object[] tokens)
    {
        var body = Body(tokens);
        using var answer = await SendAsync("scanner-1", Sign(_scanner, body), body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        return JsonNode.Parse(text)!.AsArray();
    }

    private Task<HttpResponseMessage> SendAsync(string keyId, string signature, byte[] body, HttpClient? client = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Endpoint) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("Github-Public-Key-Identifier", keyId);
        request.Headers.TryAddWithoutValidation("Github-Public-Key-Signature", signature);
        return (client ?? Service.Client).SendAsync(request);
    }
}
