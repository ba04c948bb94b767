using System.Net.Http.Headers;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Gateway.Tests.Fixtures;

/// <summary>The gateway as it runs, on a free port, with a key ring in memory in place of Vault.</summary>
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
        builder.Services.Configure<KeyManagementOptions>(ring =>
        {
            ring.XmlRepository = new MemoryKeyRing();
            ring.AutoGenerateKeys = true;
        });
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

    public string Token(string role = Roles.TenantOwner, Guid? sessionId = null, Guid? userId = null, TimeSpan? lifetime = null)
    {
        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimNames.UserId, (userId ?? Guid.CreateVersion7()).ToString()),
                new Claim(ClaimNames.Email, "somebody@penguin.example"),
                new Claim(ClaimNames.Role, role),
                new Claim(ClaimNames.SessionId, (sessionId ?? Guid.CreateVersion7()).ToString()),
            ],
            AccessExtensions.Scheme,
            ClaimNames.Email,
            ClaimNames.Role);
        var properties = new AuthenticationProperties { ExpiresUtc = TimeProvider.System.GetUtcNow() + (lifetime ?? TimeSpan.FromMinutes(5)) };
        return _app.Services.GetRequiredService<IOptionsMonitor<BearerTokenOptions>>().Get(AccessExtensions.Scheme).BearerTokenProtector
            .Protect(new AuthenticationTicket(new ClaimsPrincipal(identity), properties, AccessExtensions.Scheme));
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
