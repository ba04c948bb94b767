using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Gateway.Tests.Fixtures;

/// <summary>What a service behind the gateway received.</summary>
internal sealed record ReceivedRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>A tiny real server in place of a service. It remembers what it received and answers what the test wants.</summary>
internal sealed class BackendServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<ReceivedRequest> _received = [];
    private WebApplication? _app;

    private BackendServer(string name) => Name = name;

    public string Name { get; }

    public Uri Address { get; private set; } = null!;

    /// <summary>Answers API requests; by default 200 with the server's name.</summary>
    public Func<HttpContext, Task>? Answer { get; set; }

    public bool IsHealthy { get; set; } = true;

    /// <summary>The body of its health.</summary>
    public string Health { get; set; } = "";

    /// <summary>What signs the tokens of tests, and what every server publishes; only the one called identity is asked.</summary>
    public static TestSigningKey SigningKey { get; } = new();

    /// <summary>The keys that this server publishes.</summary>
    public ConcurrentQueue<TestSigningKey> Published { get; } = new([SigningKey]);

    /// <summary>How often the published keys were read.</summary>
    public int KeyReads { get; private set; }

    public JsonObject OpenApi { get; set; } = new() { ["openapi"] = "3.1.1", ["paths"] = new JsonObject() };

    /// <summary>What Identity would list; every server answers it, only the one called identity is asked.</summary>
    public ConcurrentQueue<RevokedSession> Revoked { get; } = [];

    /// <summary>API requests so far.</summary>
    public IReadOnlyList<ReceivedRequest> Received => [.. _received];

    public static async Task<BackendServer> StartAsync(string name)
    {
        var server = new BackendServer(name);
        await server.StartAgainAsync("http://127.0.0.1:0");
        return server;
    }

    public void Forget() => _received.Clear();

    /// <summary>Closes the port: connections are refused from now on.</summary>
    public async Task StopAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
            _app = null;
        }
    }

    /// <summary>Listens again where it listened before.</summary>
    public Task StartAgainAsync() => StartAgainAsync(Address.ToString());

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task StartAgainAsync(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        _app = builder.Build();
        _app.Run(HandleAsync);
        await _app.StartAsync();
        Address = new Uri(_app.Urls.Single());
    }

    private async Task HandleAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/health":
                context.Response.StatusCode = IsHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
                await context.Response.WriteAsync(Health);
                return;
            case "/openapi/v1.json":
                await context.Response.WriteAsJsonAsync(OpenApi);
                return;
            case "/.well-known/jwks.json":
                KeyReads++;
                await context.Response.WriteAsJsonAsync(new { keys = Published.Select(key => key.ToJson()) });
                return;
            case "/internal/revoked-sessions" when context.Request.Query.ContainsKey("after"):
                var after = long.Parse(context.Request.Query["after"].ToString());
                await context.Response.WriteAsync(JsonSerializer.Serialize(Revoked.Where(session => session.Sequence > after), JsonSerializerOptions.Web));
                return;
        }

        using var reader = new StreamReader(context.Request.Body);
        _received.Enqueue(new ReceivedRequest(
            context.Request.Method,
            context.Request.Path + context.Request.QueryString,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync()));
        await (Answer?.Invoke(context) ?? context.Response.WriteAsJsonAsync(new { server = Name }));
    }
}
