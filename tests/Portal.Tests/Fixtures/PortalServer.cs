using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Portal.Tests.Fixtures;

/// <summary>The portal as it runs, on a free port.</summary>
internal sealed class PortalServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PortalServer(WebApplication app, string database, MemoryLog log) => (_app, Database, Log) = (app, database, log);

    public Uri Address => new(_app.Urls.First());

    /// <summary>The connection string of its database.</summary>
    public string Database { get; }

    /// <summary>What it has logged.</summary>
    public MemoryLog Log { get; }

    /// <param name="api">Where it finds the API.</param>
    /// <param name="database">The database of another instance; null for one of its own.</param>
    /// <param name="settings">Settings beside the usual ones.</param>
    public static async Task<PortalServer> StartAsync(ApiServer api, string? database = null, params (string Name, string Value)[] settings)
    {
        database ??= await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:portal"] = database,
            ["services:gateway:http:0"] = api.Address.ToString(),
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
        var log = new MemoryLog();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults("portal", usesVault: false);
        builder.AddPortal();
        var app = builder.BuildService(PortalExtensions.UsePortalRules);
        app.MapPortal();
        await app.StartAsync();
        var server = new PortalServer(app, database, log);
        using var client = new HttpClient { BaseAddress = server.Address };
        await Eventually.Async(async () => (await client.GetAsync("/health")).IsSuccessStatusCode, what: "A healthy portal");
        return server;
    }

    /// <summary>A browser that keeps what the portal gives it.</summary>
    public Browser Open() => new(Address, new CookieContainer());

    /// <summary>Stops this instance and starts another one with the same database.</summary>
    public async Task<PortalServer> RestartAsync(ApiServer api)
    {
        await DisposeAsync();
        return await StartAsync(api, Database);
    }

    /// <summary>Its route table.</summary>
    public IReadOnlyList<RouteEndpoint> Routes => [.. ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];

    /// <summary>One of its parts.</summary>
    public T Part<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
