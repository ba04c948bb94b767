using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PenguinMails.TestKit;

/// <summary>In place of Identity: publishes a key of its own, by which services verify the tokens of tests, and lists the sessions that tests end.</summary>
public sealed class TestIssuer
{
    private static readonly Lazy<Task<TestIssuer>> Shared = new(StartAsync);

    private readonly ConcurrentQueue<Guid> _ended;

    private TestIssuer(TestSigningKey key, WebApplication app, ConcurrentQueue<Guid> ended) => (Key, Address, _ended) = (key, new Uri(app.Urls.Single()), ended);

    /// <summary>What it signs with.</summary>
    public TestSigningKey Key { get; }

    /// <summary>The value of <c>services:identity:http:0</c>.</summary>
    public Uri Address { get; }

    /// <summary>The one of this process; it ends with it.</summary>
    public static Task<TestIssuer> SharedAsync() => Shared.Value;

    /// <summary>
    /// Where API keys are proven: an instance of KeyIssuance, by the base address and a request with a key. Identity asks it for each token that stands
    /// for a key.
    /// </summary>
    public async Task<IResult> OfKeyAsync(string apiKey)
    {
        using var client = new HttpClient { BaseAddress = ProvesKeys ?? throw new InvalidOperationException("No instance proves keys.") };
        using var request = new HttpRequestMessage(HttpMethod.Post, "internal/api-keys/prove") { Content = JsonContent.Create(new { key = apiKey }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", new TestTokens("service") { Email = "identity", Scope = "api-keys:prove" }.Access(Key));
        using var answer = await client.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
        {
            return Results.StatusCode((int)answer.StatusCode);
        }

        var proven = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        var token = new TestTokens("api_key")
        {
            UserId = (Guid)proven["keyId"]!,
            SessionId = (Guid)proven["keyId"]!,
            Email = "pmk",
            TenantId = (Guid)proven["tenantId"]!,
            Scope = string.Join(' ', proven["permissions"]!.AsArray().Select(permission => (string)permission!)),
            Lifetime = TimeSpan.FromMinutes(5),
        };
        return Results.Json(new { token = token.Access(Key), expiresInSeconds = 300 });
    }

    /// <summary>The instance of KeyIssuance that proves API keys.</summary>
    public Uri? ProvesKeys { get; set; }

    /// <summary>One of a test's own.</summary>
    public static Task<TestIssuer> NewAsync() => StartAsync();

    /// <summary>Signs a session out.</summary>
    public void End(Guid sessionId) => _ended.Enqueue(sessionId);

    private static async Task<TestIssuer> StartAsync()
    {
        var key = new TestSigningKey();
        var ended = new ConcurrentQueue<Guid>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var keys = new JsonObject { ["keys"] = new JsonArray(key.ToJson()) }.ToJsonString();
        app.MapGet("/.well-known/jwks.json", () => Results.Content(keys, "application/json"));
        app.MapGet("/internal/revoked-sessions", (long after) => Results.Json(
            ended.Select((sessionId, index) => new { sequence = index + 1L, sessionId, expiresAt = TimeProvider.System.GetUtcNow().AddHours(1) }).Where(session => session.sequence > after)));
        app.MapPost("/api/v1/auth/token", (HttpRequest request) =>
        {
            var form = request.Form;
            var token = new TestTokens("service") { Email = form["client_id"].ToString(), Scope = form["scope"].ToString() };
            return Results.Json(new { access_token = token.Access(key), token_type = "Bearer", expires_in = 900, scope = token.Scope });
        }).DisableAntiforgery();
        TestIssuer? issuer = null;
        app.MapPost("/internal/api-key-tokens", async (JsonObject body) => await issuer!.OfKeyAsync((string)body["key"]!));
        await app.StartAsync();
        return issuer = new TestIssuer(key, app, ended);
    }
}
