using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PenguinMails.TestKit;

/// <summary>Stands between a client and a real Vault and makes trouble on order.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<string> _held = new();
    private Func<HttpRequest, Fault?> _plan = _ => null;

    private FaultProxy(WebApplication app, HttpClient client)
    {
        _app = app;
        _client = client;
    }

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Method and path of every request that arrived.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>Method and path of every request whose answer was held.</summary>
    public IReadOnlyCollection<string> Held => _held;

    public static async Task<FaultProxy> StartAsync(Uri target)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var proxy = new FaultProxy(app, new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = target });
        app.Run(proxy.HandleAsync);
        await app.StartAsync();
        proxy.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return proxy;
    }

    /// <summary>What happens to each request from now on; null forwards it.</summary>
    public void Plan(Func<HttpRequest, Fault?> plan) => _plan = plan;

    /// <summary>The next requests whose path matches meet the fault; all others are forwarded.</summary>
    public void PlanNext(int count, string pathPart, Fault fault)
    {
        var left = count;
        Plan(request => request.Path.Value!.Contains(pathPart, StringComparison.Ordinal) && Interlocked.Decrement(ref left) >= 0 ? fault : null);
    }

    public void Heal() => Plan(_ => null);

    public int Count(string methodAndPathPart) => _requests.Count(request => request.Contains(methodAndPathPart, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        _requests.Enqueue($"{context.Request.Method} {context.Request.Path}");
        var fault = _plan(context.Request);
        switch (fault)
        {
            case Fault.Answer answer:
                context.Response.StatusCode = answer.Status;
                if (answer.Status == 204)
                {
                    return;
                }

                context.Response.ContentType = "application/json";
                foreach (var (name, value) in answer.Headers ?? [])
                {
                    context.Response.Headers[name] = value;
                }

                await context.Response.WriteAsync(answer.Body);
                return;
            case Fault.Cut:
                context.Abort();
                return;
            case Fault.Delay delay:
                await Task.Delay(delay.Time, context.RequestAborted);
                break;
        }

        await ForwardAsync(context, fault);
    }

    private async Task ForwardAsync(HttpContext context, Fault? fault)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.Path + context.Request.QueryString);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body.ToArray());
        }

        foreach (var header in context.Request.Headers.Where(header => header.Key.StartsWith("X-Vault", StringComparison.OrdinalIgnoreCase)))
        {
            request.Headers.TryAddWithoutValidation(header.Key, header.Value.ToArray());
        }

        using var response = await _client.SendAsync(request);
        if (fault is Fault.HoldAnswer)
        {
            _held.Enqueue($"{context.Request.Method} {context.Request.Path}");
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (fault is Fault.LoseAnswer or Fault.HoldAnswer)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        if ((int)response.StatusCode is not (204 or 304))
        {
            await response.Content.CopyToAsync(context.Response.Body);
        }
    }
}
