using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Gateway.Tests.Fixtures;

/// <summary>The gateway as it runs, on a free port, without Vault, and with tokens that the backend called identity would sign.</summary>
internal sealed class GatewayServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GatewayServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public static async Task<GatewayServer> StartAsync(
        IEnumerable<BackendServer> backends, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Vault:Address"] = "http://127.0.0.1:9",
            ["Vault:TokenFile"] = "/dev/null",
        });
        builder.Configuration.AddInMemoryCollection(backends
            .GroupBy(backend => backend.Name)
            .SelectMany(service => service.Select((backend, index) =>
                KeyValuePair.Create<string, string?>($"services:{service.Key}:http:{index}", backend.Address.ToString()))));
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(
            [
                "http://127.0.0.1:0",
                .. settings?.GetValueOrDefault(MetricsEndpoint.PortSetting) is { } port ? [$"http://127.0.0.1:{port}"] : (string[])[],
            ]);
        builder.AddServiceDefaults("gateway");
        builder.AddGateway();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMinutes(1)); // this machine may be busy
        builder.Services.Configure<HealthCheckServiceOptions>(checks =>
            checks.Registrations.Remove(checks.Registrations.Single(check => check.Name == "vault")));
        var app = builder.BuildService(GatewayExtensions.UseGatewayRules);
        app.MapGateway();
        await app.StartAsync();
        return new GatewayServer(app);
    }

    /// <summary>A client without a token.</summary>
    public HttpClient Anonymous() => new() { BaseAddress = Address };

    /// <summary>A client with a token as Identity makes them.</summary>
    public HttpClient SignedIn(string role = Roles.TenantOwner, Guid? sessionId = null, Guid? userId = null, TimeSpan? lifetime = null)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token(role, sessionId, userId, lifetime));
        return client;
    }

    public string Token(string role = Roles.TenantOwner, Guid? sessionId = null, Guid? userId = null, TimeSpan? lifetime = null) =>
        new TestTokens(role)
        {
            UserId = userId ?? Guid.CreateVersion7(),
            SessionId = sessionId ?? Guid.CreateVersion7(),
            Lifetime = lifetime ?? TimeSpan.FromMinutes(5),
        }.Access(BackendServer.SigningKey);

    /// <summary>Stops it as a restart does.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
