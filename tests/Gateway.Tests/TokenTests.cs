using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PenguinMails.Gateway.Tests.Fixtures;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Gateway.Tests;

/// <summary>Which tokens are believed. The gateway verifies as every service does.</summary>
[Category("Component")]
public sealed class TokenTests
{
    private const string Path = "/api/v1/auth/me";

    private static readonly TestTokens User = new(Roles.Admin);

    private BackendServer _identity = null!;
    private GatewayServer _gateway = null!;
    private HttpClient _client = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _identity = await BackendServer.StartAsync("identity");
        _gateway = await GatewayServer.StartAsync([_identity]);
        _client = _gateway.Anonymous();
        await Eventually.Async(async () => await StatusOf(User.Access(BackendServer.SigningKey)) == HttpStatusCode.OK, what: "A gateway that knows the keys");
    }

    [TearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _gateway.DisposeAsync();
        await _identity.DisposeAsync();
    }

    [Test]
    public async Task Token_ThatIdentityDidNotSignForThis_IsRefused()
    {
        var key = BackendServer.SigningKey;
        using var stranger = new TestSigningKey();
        var (header, payload) = (key.Header(TestTokens.AccessType), User.AccessPayload());
        var genuine = User.Access(key);
        Assert.That(await StatusOf(genuine), Is.EqualTo(HttpStatusCode.OK)); // from now on its signature is known to be genuine
        var parts = genuine.Split('.');
        var forged = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["signed by another key"] = User.Access(stranger),
            ["signed by another key under a known id"] = stranger.Sign(header, payload),
            ["without an id"] = key.Sign(Without(header, "kid"), payload),
            ["with another id"] = key.Sign(With(header, "kid", stranger.KeyId), payload),
            ["with a key of its own in the header"] = stranger.Sign(With(With(header, "jwk", stranger.ToJson()), "kid", stranger.KeyId), payload),
            ["with an address of keys in the header"] = stranger.Sign(With(header, "jku", "http://127.0.0.1:1/keys"), payload),
            ["alg none"] = $"{TestSigningKey.Encode(With(header, "alg", "none"))}.{parts[1]}.",
            ["alg None, with a signature"] = $"{TestSigningKey.Encode(With(header, "alg", "None"))}.{parts[1]}.{parts[2]}",
            ["HS256 with the public key as PEM"] = Hmac(With(header, "alg", "HS256"), payload, Encoding.UTF8.GetBytes(key.PublicKeyPem)),
            ["HS256 with the public key as coordinates"] = Hmac(With(header, "alg", "HS256"), payload, Encoding.UTF8.GetBytes(key.X + key.Y)),
            ["alg ES384"] = key.Sign(With(header, "alg", "ES384"), payload),
            ["no alg"] = key.Sign(Without(header, "alg"), payload),
            ["a step-up grant"] = User.Grant(key),
            ["a step-up grant by its type"] = key.Sign(key.Header(TestTokens.GrantType), payload),
            ["a step-up grant by its audience"] = key.Sign(header, User.GrantPayload()),
            ["any JWT"] = key.Sign(With(header, "typ", "JWT"), payload),
            ["no type"] = key.Sign(Without(header, "typ"), payload),
            ["another issuer"] = key.Sign(header, With(payload, "iss", "urn:penguinmails:other")),
            ["no issuer"] = key.Sign(header, Without(payload, "iss")),
            ["another audience"] = key.Sign(header, With(payload, "aud", "urn:penguinmails:other")),
            ["no audience"] = key.Sign(header, Without(payload, "aud")),
            ["expired"] = (User with { Lifetime = TimeSpan.FromSeconds(-6) }).Access(key),
            ["without an end"] = key.Sign(header, Without(payload, "exp")),
            ["without a beginning"] = key.Sign(header, Without(payload, "iat")),
            ["for a day"] = (User with { Lifetime = TimeSpan.FromDays(1) }).Access(key),
            ["not valid yet"] = key.Sign(header, With(payload, "nbf", TimeProvider.System.GetUtcNow().AddMinutes(1).ToUnixTimeSeconds())),
            ["another role in the payload"] = $"{parts[0]}.{TestSigningKey.Encode(With(payload, "role", "operator"))}.{parts[2]}",
            ["another header"] = $"{TestSigningKey.Encode(With(header, "x", "y"))}.{parts[1]}.{parts[2]}",
            ["no signature"] = $"{parts[0]}.{parts[1]}.",
            ["a signature of zeros"] = $"{parts[0]}.{parts[1]}.{Base64Url.EncodeToString(new byte[64])}",
            ["two parts"] = $"{parts[0]}.{parts[1]}",
            ["five parts"] = $"{parts[0]}.{parts[1]}.{parts[2]}.{parts[1]}.{parts[2]}",
            ["cut"] = genuine[..^1],
            ["longer"] = genuine + "A",
        };
        using (Assert.EnterMultipleScope())
        {
            foreach (var (what, token) in forged)
            {
                using var answer = await SendAsync(token);
                Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), what);
            }
        }

        Assert.That(await StatusOf(User.Access(key)), Is.EqualTo(HttpStatusCode.OK), "and it goes on");
    }

    [Test]
    public async Task Key_ThatIsNew_IsReadWithTheFirstTokenThatNamesIt()
    {
        using var next = new TestSigningKey();
        _identity.Published.Enqueue(next);

        // Readings are 5 s apart at least, and the gateway has just read.
        await Eventually.Async(async () => await StatusOf(User.Access(next)) == HttpStatusCode.OK);
        Assert.That(await StatusOf(User.Access(BackendServer.SigningKey)), Is.EqualTo(HttpStatusCode.OK), "the key before it is published yet");
    }

    [Test]
    public async Task Key_ThatIsPublishedNoMore_IsBelievedNoMore()
    {
        var used = User.Access(BackendServer.SigningKey);
        Assert.That(await StatusOf(used), Is.EqualTo(HttpStatusCode.OK));
        using var next = new TestSigningKey();
        _identity.Published.Clear();
        _identity.Published.Enqueue(next);
        await Eventually.Async(async () => await StatusOf(User.Access(next)) == HttpStatusCode.OK);

        Assert.That(await StatusOf(used), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await StatusOf(User.Access(BackendServer.SigningKey)), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Tokens_WithUnknownKeys_DoNotFloodIdentity()
    {
        using var stranger = new TestSigningKey();
        var (before, began) = (_identity.KeyReads, TimeProvider.System.GetTimestamp());

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => StatusOf(User.Access(stranger))));

        // One in 5 s, and one a minute by itself.
        var allowed = 2 + (TimeProvider.System.GetElapsedTime(began).TotalSeconds / 5);
        Assert.That(_identity.KeyReads - before, Is.LessThanOrEqualTo(allowed));
    }

    [Test]
    public async Task Tokens_WhileIdentityIsAway_AreVerifiedAllTheSame()
    {
        await using var service = await BackendServer.StartAsync("key-issuance");
        await using var gateway = await GatewayServer.StartAsync([_identity, service]);
        using var client = gateway.SignedIn();
        await Eventually.Async(async () => (await client.GetAsync("/api/v1/admin/tenants")).IsSuccessStatusCode);

        await _identity.StopAsync();

        using var good = await client.GetAsync("/api/v1/admin/tenants");
        Assert.That(good.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var stranger = new TestSigningKey();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", User.Access(stranger));
        using var bad = await client.GetAsync("/api/v1/admin/tenants");
        await bad.ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Test]
    public async Task Keys_ThatAreNoneOfOurs_AreNotTaken()
    {
        var backend = await BackendServer.StartAsync("identity");
        backend.Published.Clear();
        await using var gateway = await GatewayServer.StartAsync([backend]);
        using var client = gateway.SignedIn();

        using var nothing = await client.GetAsync(Path);
        await nothing.ShouldBeProblemAsync(503, "dependency_unavailable");
        using var without = await gateway.Anonymous().GetAsync(Path);
        await without.ShouldBeProblemAsync(401, "unauthenticated");

        backend.Published.Enqueue(BackendServer.SigningKey);
        await Eventually.Async(async () => (await client.GetAsync(Path)).IsSuccessStatusCode);
    }

    private static JsonObject With(JsonObject part, string name, JsonNode value)
    {
        var changed = part.DeepClone().AsObject();
        changed[name] = value;
        return changed;
    }

    private static JsonObject Without(JsonObject part, string name)
    {
        var changed = part.DeepClone().AsObject();
        changed.Remove(name);
        return changed;
    }

    private static string Hmac(JsonObject header, JsonObject payload, byte[] secret)
    {
        var content = $"{TestSigningKey.Encode(header)}.{TestSigningKey.Encode(payload)}";
        return $"{content}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(content)))}";
    }

    private async Task<HttpStatusCode> StatusOf(string token)
    {
        using var answer = await SendAsync(token);
        return answer.StatusCode;
    }

    private Task<HttpResponseMessage> SendAsync(string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        return _client.SendAsync(request);
    }
}
