using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PenguinMails.TestKit;

/// <summary>In place of Identity: publishes a key of its own, by which services verify the tokens of tests, and lists no ended session.</summary>
public sealed class TestIssuer
{
    private static readonly Lazy<Task<TestIssuer>> Shared = new(StartAsync);

    private TestIssuer(TestSigningKey key, WebApplication app) => (Key, Address) = (key, new Uri(app.Urls.Single()));

    /// <summary>What it signs with.</summary>
    public TestSigningKey Key { get; }

    /// <summary>The value of <c>services:identity:http:0</c>.</summary>
    public Uri Address { get; }

    /// <summary>The one of this process; it ends with it.</summary>
    public static Task<TestIssuer> SharedAsync() => Shared.Value;

    private static async Task<TestIssuer> StartAsync()
    {
        var key = new TestSigningKey();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var keys = new JsonObject { ["keys"] = new JsonArray(key.ToJson()) }.ToJsonString();
        app.MapGet("/.well-known/jwks.json", () => Results.Content(keys, "application/json"));
        app.MapGet("/internal/revoked-sessions", () => Results.Content("[]", "application/json"));
        await app.StartAsync();
        return new TestIssuer(key, app);
    }
}
