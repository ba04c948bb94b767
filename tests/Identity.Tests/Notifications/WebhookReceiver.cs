using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PenguinMails.Identity.Tests.Notifications;

/// <summary>A real HTTP server in the place of a tenant's. It answers 202 unless told otherwise.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedPost> _received = new();

    private WebhookReceiver(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    /// <summary>The status of the answer, by the path and how many came before.</summary>
    public Func<string, int, int> OnPost { get; set; } = (_, _) => 202;

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new WebhookReceiver(builder.Build());
        receiver._app.Run(receiver.ReceiveAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>What came to a path, in order, refused or not.</summary>
    public IReadOnlyList<ReceivedPost> At(string path) => [.. _received.Where(post => post.Path == path)];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var path = context.Request.Path.Value!;
        var before = At(path).Count;
        _received.Enqueue(new ReceivedPost(
            path, body.ToArray(), $"{context.Request.Headers["X-PenguinMails-Delivery"]}", $"{context.Request.Headers["X-PenguinMails-Signature"]}"));
        context.Response.StatusCode = OnPost(path, before);
        context.Response.Headers.Location = "/elsewhere";
    }
}

internal sealed record ReceivedPost(string Path, byte[] Body, string Delivery, string Signature)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public bool IsSignedWith(string secret) =>
        Signature == "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Body));
}
