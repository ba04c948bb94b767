using System.Collections.Concurrent;
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
        await app.StartAsync();
        return new TestIssuer(key, app, ended);
    }
}
