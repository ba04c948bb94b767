using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using PenguinMails.VaultOperations.Health;

namespace PenguinMails.VaultOperations.Tests.Health;

/// <summary>
/// The watch over a Vault, with a real database. There is no broker: messages stay in the outbox, where tests read them.
/// </summary>
internal sealed class VaultWatch : IAsyncDisposable
{
    public const string Health = "/api/v1/admin/vault/health";

    private readonly List<InProcessService> _instances = [];
    private readonly string _database;
    private readonly TestIssuer _issuer;

    private VaultWatch(string database, TestIssuer issuer) => (_database, _issuer) = (database, issuer);

    public static async Task<VaultWatch> PrepareAsync() =>
        new(await (await TestPostgres.SharedAsync()).CreateDatabaseAsync(), await TestIssuer.SharedAsync());

    /// <summary>An instance that watches these nodes.</summary>
    /// <param name="vault">Where it reads, and the only node unless others are named.</param>
    /// <param name="tokenFile">The token that it reads with.</param>
    /// <param name="nodes">The nodes.</param>
    public async Task<InProcessService> StartAsync(Uri vault, string tokenFile, params Uri[] nodes)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Vault__Address"] = vault.ToString(),
            ["Vault__TokenFile"] = tokenFile,
            ["Vault__AttemptTimeout"] = "00:00:01",
            ["Vault__TotalTimeout"] = "00:00:02",
            ["Vault__MaxRetries"] = "1",
            ["VaultOperations__Health__Interval"] = "00:00:00.2",
            ["VaultOperations__Health__StorageInterval"] = "00:00:00.3",
            ["VaultOperations__Health__Patience"] = "00:00:00.5",
            ["VaultOperations__Health__FailoverSettled"] = "00:00:03",
            ["ConnectionStrings__vaultoperations"] = _database,
            ["ConnectionStrings__messaging"] = "amqp://vault-operations:nobody@127.0.0.1:1/",
            ["services__identity__http__0"] = _issuer.Address.ToString(),
            ["Logging__LogLevel__Default"] = "Warning",
        };
        for (var index = 0; index < nodes.Length; index++)
        {
            settings[$"VaultOperations__Health__Nodes__{index}"] = nodes[index].ToString();
        }

        var instance = await InProcessService.StartAsync(settings, builder =>
        {
            builder.AddServiceDefaults("vault-operations");
            builder.AddVaultHealth();
            var app = builder.BuildService();
            app.MapVaultHealth();
            return app;
        });
        _instances.Add(instance);
        await instance.Services.GetRequiredService<MigrationsDone>().WaitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2));
        await Eventually.Async(
            async () => !instance.Services.GetRequiredService<ITokenKeys>().AreMissing
                && await instance.Services.GetRequiredService<IRevokedSessions>().IsRevokedAsync(Guid.Empty, CancellationToken.None) == false,
            what: "An instance that knows the issuer");
        return instance;
    }

    /// <summary>Stops an instance in order.</summary>
    public async Task StopAsync(InProcessService instance)
    {
        _instances.Remove(instance);
        await instance.DisposeAsync();
    }

    /// <summary>A client of this role; without one, nobody's.</summary>
    public HttpClient Client(InProcessService instance, string? role, Guid? tenantId = null)
    {
        var client = new HttpClient { BaseAddress = instance.Client.BaseAddress };
        if (role is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", new TestTokens(role) { TenantId = tenantId }.Access(_issuer.Key));
        }

        return client;
    }

    /// <summary>The answer to an operator, which is 200 whatever Vault does.</summary>
    public async Task<JsonElement> GetAsync(InProcessService instance)
    {
        using var client = Client(instance, Roles.Operator);
        using var response = await client.GetAsync(Health);
        var body = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonDocument.Parse(body).RootElement : throw new InvalidOperationException($"{(int)response.StatusCode}: {body}");
    }

    /// <summary>Waits for an answer.</summary>
    public Task<JsonElement> GetAsync(InProcessService instance, Func<JsonElement, bool> accept, string what) =>
        Eventually.GetAsync(() => GetAsync(instance), accept, what: what);

    /// <summary>What was raised and ended, in order: <c>raised vault.sealed/vault</c>.</summary>
    public async Task<IReadOnlyList<string>> AlertsAsync() => await Database.ReadAsync(
        read => read.QueryAsync<string>(
            """
            select case when message_type like '%.AlertRaised' then 'raised ' else 'ended ' end || (body::jsonb ->> 'deduplicationKey')
            from outbox_message where message_type like '%.AlertRaised' or message_type like '%.AlertEnded' order by sequence
            """),
        CancellationToken.None);

    public Task AlertsAsync(params string[] alerts) => Eventually.GetAsync(
        AlertsAsync, found => found.SequenceEqual(alerts, StringComparer.Ordinal), what: $"The alerts {string.Join(", ", alerts)}");

    /// <summary>The bodies of all messages of a type.</summary>
    public Task<IReadOnlyList<string>> BodiesAsync(string type) => Database.ReadAsync(
        read => read.QueryAsync<string>("select body::text from outbox_message where message_type like '%.' || @type order by sequence", new { type }),
        CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances)
        {
            await instance.DisposeAsync();
        }
    }

    private Database Database => _instances[^1].Services.GetRequiredService<Database>();
}
