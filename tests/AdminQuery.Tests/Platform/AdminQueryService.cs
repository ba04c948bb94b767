using System.Net.Http.Headers;
using System.Text.Json;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.AdminQuery.Tests.Platform;

/// <summary>An instance of the service in this process, with its real database, broker and pipeline. Tests report as KeyIssuance.</summary>
internal sealed class AdminQueryService : IAsyncDisposable
{
    public const string List = "/api/v1/admin/secrets/tenants";

    private readonly WebApplication _app;
    private readonly string _broker;
    private readonly string _database;
    private readonly bool _isFirst;
    private readonly TestIssuer _issuer;

    private AdminQueryService(WebApplication app, string broker, string database, bool isFirst, TestIssuer issuer) =>
        (_app, _broker, _database, _isFirst, _issuer) = (app, broker, database, isFirst, issuer);

    public Database Database => _app.Services.GetRequiredService<Database>();

    /// <param name="beside">Another instance, whose database and broker this one shares; null: it has its own.</param>
    public static async Task<AdminQueryService> StartAsync(AdminQueryService? beside = null)
    {
        var (rabbit, vault, issuer) = (await TestRabbitMq.SharedAsync(), await TestVault.SharedAsync(), await TestIssuer.SharedAsync());
        var broker = beside?._broker ?? await rabbit.CreateVirtualHostAsync();
        var database = beside?._database ?? await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:adminquery"] = database,
            ["ConnectionStrings:messaging"] = rabbit.As(broker, PlatformServices.AdminQuery),
            ["Vault:Address"] = vault.Address.ToString(),
            ["Vault:TokenFile"] = vault.RootTokenFile,
            ["services:identity:http:0"] = issuer.Address.ToString(),
            // As long as no test waits: none depends on how fast it is.
            ["AdminQuery:Rebuilding:MissingAfter"] = "01:00:00",
            ["Logging:LogLevel:Default"] = "Warning",
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults("admin-query");
        builder.AddAdminQuery();
        var app = builder.BuildService();
        app.MapAdminQuery();
        await app.StartAsync();
        await app.Services.GetRequiredService<MigrationsDone>().WaitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2));
        await app.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromMinutes(2));
        // Until then no token is judged.
        await Eventually.Async(
            async () => app.Services.GetRequiredService<ITokenKeys>().AreMissing == false
                && await app.Services.GetRequiredService<IRevokedSessions>().IsRevokedAsync(Guid.Empty, CancellationToken.None) == false,
            what: "A service that knows the issuer");
        var service = new AdminQueryService(app, broker, database, isFirst: beside is null, issuer);
        if (beside is not null)
        {
            return service;
        }

        // It begins with an empty database, and so by a rebuild; one that began amid a test would let older reports pass.
        await service.RunningRebuildAsync();
        return service;
    }

    /// <summary>Publishes reports in this order, and waits until all have been applied. The last one must be about something.</summary>
    public async Task HearAsync(params IEnumerable<TenantStatesReported> reports)
    {
        var ids = await SendAsync(reports);
        await Eventually.Async(
            async () => await ScalarAsync<int>("select count(*)::int from inbox_message where message_id = any(@ids)", new { ids = ids.ToArray() }) == ids.Count,
            what: "All reports applied");
    }

    /// <summary>Publishes reports in this order.</summary>
    /// <returns>The ids of those that leave something in the inbox.</returns>
    public Task<IReadOnlyList<Guid>> SendAsync(params IEnumerable<TenantStatesReported> reports) => SendAsAsync(PlatformServices.KeyIssuance, reports);

    /// <summary>The same in the name of any account.</summary>
    public async Task<IReadOnlyList<Guid>> SendAsAsync(string account, params IEnumerable<TenantStatesReported> reports)
    {
        var ids = new List<Guid>();
        await using var sender = await MessageSender.ConnectAsync(_broker);
        foreach (var message in reports)
        {
            var messageId = Guid.CreateVersion7();
            await sender.SendEnvelopeAsync(
                MessageSender.ExchangeOf(message.GetType()),
                new { messageId, messageType = new[] { MessageSender.UrnOf(message.GetType()) }, message },
                account);
            if (message.Tenants.Count > 0 || message.Replay is not null)
            {
                ids.Add(messageId); // others leave nothing behind
            }
        }

        return ids;
    }

    /// <summary>A client with a token as Identity makes them; without a role, none.</summary>
    public HttpClient Client(string? role, Guid? tenantId = null, bool steppedUp = false)
    {
        var client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
        if (role is not null)
        {
            var tokens = new TestTokens(role) { Email = $"{role}@penguin.example", TenantId = tenantId };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Access(_issuer.Key));
            if (steppedUp)
            {
                client.DefaultRequestHeaders.Add("X-Step-Up", tokens.Grant(_issuer.Key));
            }
        }

        return client;
    }

    /// <summary>Ends the first rebuild: whoever is not reported after this does not exist.</summary>
    public async Task FillAsync()
    {
        var rebuildId = await RunningRebuildAsync();
        await HearAsync(Reports.Report() with { Replay = new ReplayPart(rebuildId, 1, IsLast: true, Total: 0) });
    }

    /// <summary>Asks as an operator.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using var client = Client(Roles.Operator);
        using var answer = await client.GetAsync(path);
        var body = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(body).RootElement : throw new InvalidOperationException($"{(int)answer.StatusCode}: {body}");
    }

    /// <summary>The names of the listed tenants, in order.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(string query) =>
        [.. (await GetAsync($"{List}?{query}")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("tenantName").GetString()!)];

    /// <summary>The tenant as the list shows it; null when it does not.</summary>
    public async Task<JsonElement?> FindAsync(Guid tenantId)
    {
        var items = (await GetAsync($"{List}?search={tenantId}")).GetProperty("items");
        return items.GetArrayLength() == 0 ? null : items[0];
    }

    /// <summary>Waits for a rebuild that is under way; the service begins one when its database is empty.</summary>
    public async Task<Guid> RunningRebuildAsync()
    {
        await Eventually.Async(() => ScalarAsync<bool>("select exists (select from rebuild where state = 'running')"), what: "A rebuild");
        return await ScalarAsync<Guid>("select rebuild_id from rebuild where state = 'running'");
    }

    public Task<T?> ScalarAsync<T>(string sql, object? parameters = null) =>
        Database.ReadAsync(connection => connection.ScalarAsync<T>(sql, parameters), CancellationToken.None);

    public Task ExecuteAsync(string sql) => Database.InTransactionAsync(transaction => transaction.ExecuteAsync(sql), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_isFirst)
        {
            await (await TestRabbitMq.SharedAsync()).DeleteVirtualHostAsync(_broker);
        }
    }
}
