using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PenguinMails.Audit.Tests.Delivery;

/// <summary>A real HTTP server in the place of PagerDuty and of a webhook's receiver. It answers 202 unless told otherwise.</summary>
internal sealed class AlertReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedMessage> _received = new();
    private int _count;

    private AlertReceiver(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    /// <summary>All that came, in order, refused or not.</summary>
    public IReadOnlyList<ReceivedMessage> Received => [.. _received];

    /// <summary>Decides on the answer to each message; by default all are taken.</summary>
    public Func<ReceivedMessage, int, Answer> OnMessage { get; set; } = (_, _) => new Answer();

    public static async Task<AlertReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new AlertReceiver(builder.Build());
        receiver._app.Run(receiver.ReceiveAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var message = new ReceivedMessage(
            context.Request.Path,
            body.ToArray(),
            context.Request.Headers.ToDictionary(header => header.Key, header => $"{header.Value}", StringComparer.OrdinalIgnoreCase),
            TimeProvider.System.GetUtcNow());
        _received.Enqueue(message);
        var answer = OnMessage(message, Interlocked.Increment(ref _count));
        if (answer.Hangs)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        context.Response.StatusCode = answer.Status;
        if (answer.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = wait;
        }

        if (answer.Location is { } location)
        {
            context.Response.Headers.Location = location;
        }
    }
}

/// <param name="Status">202 accepts.</param>
/// <param name="RetryAfter">The header, when there is one.</param>
/// <param name="Location">The header, when there is one.</param>
/// <param name="Hangs">Never answers.</param>
internal sealed record Answer(int Status = 202, string? RetryAfter = null, string? Location = null, bool Hangs = false);

internal sealed record ReceivedMessage(string Path, byte[] Body, IReadOnlyDictionary<string, string> Headers, DateTimeOffset At)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>What PagerDuty or the webhook is told: trigger, acknowledge or resolve.</summary>
    public string Event => Json.TryGetProperty("event_action", out var action) ? action.GetString()! : Json.GetProperty("event").GetString()!;
}
