using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PenguinMails.Portal.Tests.Fixtures;

/// <summary>What the API received.</summary>
internal sealed record ReceivedRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>
/// A real server in place of the gateway. It gives out numbered tokens: <c>access-1</c> and <c>refresh-1</c> for the first sign-in or refresh, and so on.
/// </summary>
internal sealed class ApiServer : IAsyncDisposable
{
    public const string Owner = "tenant_owner";

    private readonly ConcurrentQueue<ReceivedRequest> _received = [];
    private WebApplication? _app;
    private int _tokens;
    private int _refreshes;

    public Uri Address { get; private set; } = null!;

    /// <summary>Seconds that access tokens are valid for.</summary>
    public int AccessSeconds { get; set; } = 900;

    /// <summary>The role of whoever signs in.</summary>
    public string Role { get; set; } = Owner;

    /// <summary>Answers instead of the server's own answers; returns false to leave it to those.</summary>
    public Func<HttpContext, Task<bool>>? Answer { get; set; }

    public IReadOnlyList<ReceivedRequest> Received => [.. _received];

    public int Refreshes => _refreshes;

    public static async Task<ApiServer> StartAsync()
    {
        var server = new ApiServer();
        await server.StartAgainAsync("http://127.0.0.1:0");
        return server;
    }

    /// <summary>Closes the port: connections are refused from now on.</summary>
    public async Task StopAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
            _app = null;
        }
    }

    public Task StartAgainAsync() => StartAgainAsync(Address.ToString());

    public IReadOnlyList<ReceivedRequest> To(string path) => [.. _received.Where(request => request.Path == path)];

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
        using var reader = new StreamReader(context.Request.Body);
        _received.Enqueue(new ReceivedRequest(
            context.Request.Method,
            context.Request.Path + context.Request.QueryString,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync()));
        if (Answer is { } answer && await answer(context))
        {
            return;
        }

        switch (context.Request.Path.Value)
        {
            case "/api/v1/auth/sign-in":
                await WriteTokensAsync(context);
                return;
            case "/api/v1/auth/refresh":
                Interlocked.Increment(ref _refreshes);
                await WriteTokensAsync(context);
                return;
            case "/api/v1/auth/step-up":
                await context.Response.WriteAsJsonAsync(new { grant = "grant-of-the-session", expiresAt = TimeProvider.System.GetUtcNow().AddMinutes(5) });
                return;
            case "/api/v1/auth/sessions/end":
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            case "/api/v1/notifications/preferences":
                await context.Response.WriteAsJsonAsync(new { events = Array.Empty<string>(), available = Array.Empty<string>(), isDefault = true, mail = true });
                return;
            default:
                await context.Response.WriteAsJsonAsync(new { from = "api", items = Array.Empty<string>(), page = 1, pageSize = 50, total = 0 });
                return;
        }
    }

    private Task WriteTokensAsync(HttpContext context)
    {
        var number = Interlocked.Increment(ref _tokens);
        return context.Response.WriteAsJsonAsync(new
        {
            accessToken = $"access-{number}",
            refreshToken = $"refresh-{number}",
            expiresIn = AccessSeconds,
            user = new { email = "owner@acme.example", role = Role, tenantId = "550e8400-e29b-41d4-a716-446655440000" },
        });
    }
}
