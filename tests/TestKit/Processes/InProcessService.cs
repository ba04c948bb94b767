using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PenguinMails.TestKit;

/// <summary>
/// One of our services in the test's own process, which costs a tenth of a process of its own. Tests that kill or freeze a service
/// start a <see cref="ServiceProcess"/>.
/// </summary>
public sealed class InProcessService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly MemoryLog _log;

    private InProcessService(WebApplication app, MemoryLog log)
    {
        (_app, _log) = (app, log);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    /// <summary>Talks to it.</summary>
    public HttpClient Client { get; }

    /// <summary>A client of somebody who is signed in and has stepped up, at an instance that knows the issuer.</summary>
    public HttpClient ClientOf(TestIssuer issuer, TestTokens tokens)
    {
        var client = new HttpClient { BaseAddress = Client.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Access(issuer.Key));
        client.DefaultRequestHeaders.Add("X-Step-Up", tokens.Grant(issuer.Key));
        return client;
    }

    /// <summary>What the instance wrote so far.</summary>
    public string Log => _log.Text;

    /// <summary>Starts an instance on a free port, in the Development environment.</summary>
    /// <param name="env">Configuration, with names as in environment variables.</param>
    /// <param name="build">Adds the service to the builder and builds it, as its Program.cs does.</param>
    public static async Task<InProcessService> StartAsync(IReadOnlyDictionary<string, string> env, Func<WebApplicationBuilder, WebApplication> build)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(env.Select(variable =>
            KeyValuePair.Create(variable.Key.Replace("__", ":", StringComparison.Ordinal), (string?)variable.Value)));
        var log = new MemoryLog();
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = build(builder);
        await app.StartAsync();
        return new InProcessService(app, log);
    }

    /// <summary>Waits until it says that it is healthy.</summary>
    public Task WaitHealthyAsync() => Eventually.Async(
        async () =>
        {
            using var response = await Client.GetAsync("/health");
            // The message of the timeout is made of the last exception.
            return response.IsSuccessStatusCode
                ? true
                : throw new InvalidOperationException($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}\n{Log}");
        },
        what: "A healthy service");

    /// <summary>The instance's own services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>An orderly stop.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private sealed class MemoryLog : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = [];

        public string Text => string.Join('\n', _lines);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{logLevel} [{eventId.Id}] {formatter(state, exception)} {exception}");

        public void Dispose()
        {
            // nothing held
        }
    }
}
