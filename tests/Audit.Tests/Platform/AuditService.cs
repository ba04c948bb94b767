using System.Globalization;
using System.Net.Http.Headers;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PenguinMails.Audit.AuditLogs;
using PenguinMails.Audit.Ledger;
using PenguinMails.Audit.LiveStream;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Audit.Tests.Platform;

/// <summary>An instance of the service in this process, with its real database, broker and pipeline. Tests sign the tokens.</summary>
internal sealed class AuditService : IAsyncDisposable
{
    private static readonly Func<string, Task> Migrate = MigrateAsync;

    private const string NoBroker = "amqp://127.0.0.1:1/";

    private readonly WebApplication _app;
    private readonly string _database;
    private readonly Queues _queues;
    private readonly IReadOnlyDictionary<string, string?> _settings;
    private NpgsqlDataSource? _owner;

    private readonly TestIssuer _issuer;

    private AuditService(WebApplication app, string database, Queues queues, IReadOnlyDictionary<string, string?> settings, TestIssuer issuer) =>
        (_app, _database, _queues, _settings, _issuer) = (app, database, queues, settings, issuer);

    /// <summary>The database as the service uses it.</summary>
    public Database Database => Get<Database>();

    /// <summary>The database as its owner uses it.</summary>
    public Database OwnerDatabase => field ??= new Database(_owner = NpgsqlDataSource.Create(_database), new OutboxSignal());

    /// <summary>Where this instance keeps its checkpoints.</summary>
    public string CheckpointFolder => _settings["Audit:CheckpointFolder"]!;

    /// <summary>The connection string of its database's owner, who is not the role that the service works with.</summary>
    public string OwnerConnectionString => _database;

    /// <param name="settings">More configuration, by key.</param>
    public static async Task<AuditService> StartAsync(params (string Key, string Value)[] settings) =>
        await StartMigratedAsync(await (await TestPostgres.SharedAsync()).CreateDatabaseAsync(Migrate), settings);

    /// <summary>On a database that may hold something already.</summary>
    /// <param name="database">The owner's connection string. The service gets a role of its own.</param>
    /// <param name="settings">More configuration, by key.</param>
    public static async Task<AuditService> StartOnAsync(string database, params (string Key, string Value)[] settings)
    {
        await MigrateAsync(database);
        return await StartMigratedAsync(database, settings);
    }

    /// <summary>Not started: for the parts of the service that a test calls itself. The database is migrated already.</summary>
    /// <param name="database">Its connection string.</param>
    /// <param name="settings">More configuration, by key.</param>
    public static async Task<AuditService> BuildOnAsync(string database, params (string Key, string Value)[] settings)
    {
        var all = await SettingsAsync(settings);
        return new AuditService(Build(database, NoBroker, all), database, new Queues(NoBroker), all, await TestIssuer.SharedAsync());
    }

    /// <summary>A second instance on the same database and queues.</summary>
    public Task<AuditService> StartAnotherAsync() => StartAsync(_database, _queues, _settings);

    /// <summary>A service of the instance.</summary>
    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public async Task PublishAsync<T>(params IEnumerable<T> messages)
        where T : class, IEvent
    {
        await using var sender = await MessageSender.ConnectAsync(Broker);
        await Task.WhenAll(messages.Select(message => sender.PublishAsync(message, SenderOf(message))));
    }

    /// <summary>Reports that a service is running, as it does itself.</summary>
    public Task BeatAsync(string service = PlatformServices.KeyIssuance) =>
        PublishAsync(new ServiceHeartbeat(service, TimeProvider.System.GetUtcNow()));

    /// <summary>The broker for the administrator.</summary>
    public string Broker => _queues.Broker;

    /// <summary>Publishes events under an account's name, whatever they say themselves.</summary>
    public async Task PublishAsAsync(string? account, params IEnumerable<IEvent> messages)
    {
        await using var sender = await MessageSender.ConnectAsync(Broker);
        foreach (var message in messages)
        {
            await sender.PublishAsync(message, account);
        }
    }

    // Messages that do not say it, and are nobody else's, come from KeyIssuance.
    private static string SenderOf(IEvent message) => message switch
    {
        AuditRecorded record => record.Service,
        ServiceHeartbeat heartbeat => heartbeat.Service,
        AuditRecordedTogether records => records.Records[0].Service,
        AlertRaised alert => AlertKinds.RaisedBy(alert.Kind)[0],
        AccessEnded => PlatformServices.Identity,
        _ => PlatformServices.KeyIssuance,
    };

    public Task<T?> ScalarAsync<T>(string sql, object? parameters = null) =>
        Database.ReadAsync(connection => connection.ScalarAsync<T>(sql, parameters), CancellationToken.None);

    /// <summary>Runs SQL as the owner of the database can.</summary>
    public Task AsOwnerAsync(string sql, object? parameters = null) =>
        OwnerDatabase.InTransactionAsync(transaction => transaction.ExecuteAsync(sql, parameters), CancellationToken.None);

    /// <summary>Waits until the ledger holds this many records.</summary>
    public Task RecordedAsync(int count) =>
        Eventually.Async(async () => await ScalarAsync<int>("select count(*) from audit_record") >= count, what: $"{count} records");

    /// <summary>Waits until a stream of this instance would begin at or after this record.</summary>
    public Task FollowedAsync(long sequence) => Eventually.Async(
        () =>
        {
            using var listener = Get<LedgerTail>().Listen(new AuditLogFilter(LedgerChains.Platform));
            return Task.FromResult(listener?.Position >= sequence);
        },
        what: $"a stream that begins at {sequence}");

    /// <summary>A client with a token as Identity makes them; without a role, none.</summary>
    public HttpClient Client(string? role)
    {
        var client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
        if (role is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Bearer", new TestTokens(role) { Email = $"{role}@penguin.example" }.Access(_issuer.Key));
        }

        return client;
    }

    /// <summary>A client with these tokens, and how its session is signed out.</summary>
    public (HttpClient Client, Action SignOut) SignIn(TestTokens tokens)
    {
        var client = Client(role: null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Access(_issuer.Key));
        client.DefaultRequestHeaders.Add("X-Step-Up", tokens.Grant(_issuer.Key));
        return (client, () => _issuer.End(tokens.SessionId));
    }

    /// <summary>A client of a tenant's user.</summary>
    public HttpClient TenantClient(Guid tenantId, string role = Roles.TenantOwner, string email = "owner@acme.example")
    {
        var client = Client(role: null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", new TestTokens(role) { Email = email, TenantId = tenantId }.Access(_issuer.Key));
        return client;
    }

    /// <summary>A client of an administrator who has confirmed that it is him.</summary>
    /// <param name="name">Another name is another administrator.</param>
    /// <param name="userId">Their id; null: any.</param>
    /// <param name="vouchers">Who invited or reset them lately.</param>
    public HttpClient SteppedUpAdmin(string name, Guid? userId = null, params Guid[] vouchers)
    {
        var client = Client(role: null);
        var tokens = new TestTokens(Roles.Admin) { UserId = userId ?? Guid.CreateVersion7(), Email = $"{name}@penguin.example", Vouchers = vouchers };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Access(_issuer.Key));
        client.DefaultRequestHeaders.Add("X-Step-Up", tokens.Grant(_issuer.Key));
        return client;
    }

    /// <summary>Ends this instance and keeps its queues, for one that is started after it (<see cref="StartAnotherAsync"/>).</summary>
    public async Task StopAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await (_owner?.DisposeAsync() ?? default);
        Interlocked.Decrement(ref _queues.Users);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_queues is { Users: 0, Broker: not NoBroker })
        {
            await (await TestRabbitMq.SharedAsync()).DeleteVirtualHostAsync(Broker);
        }
    }

    private static string FromNow(int hours) => TimeProvider.System.GetUtcNow().AddHours(hours).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The Vault that all tests share, with the key that signs checkpoints.</summary>
    private static async Task<TestVault> SigningVaultAsync()
    {
        var vault = await TestVault.SharedAsync();
        // Another test may have done this already: then nothing changes.
        using var mounted = await vault.SendAsync(HttpMethod.Post, "sys/mounts/transit", new { type = "transit" });
        using var made = await vault.SendAsync(HttpMethod.Post, "transit/keys/audit-checkpoints", new { type = "ecdsa-p256" });
        return vault;
    }

    /// <summary>Migrates the database as its owner.</summary>
    public static async Task MigrateAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await Migrator.MigrateAsync(
            source, [typeof(Database).Assembly, typeof(AuditExtensions).Assembly], CancellationToken.None, TestPostgres.ServiceRoleOf(database).Name);
    }

    private static async Task<Dictionary<string, string?>> SettingsAsync((string Key, string Value)[] settings)
    {
        var vault = await SigningVaultAsync();
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Vault:Address"] = vault.Address.ToString(),
            ["Vault:TokenFile"] = vault.RootTokenFile,
            ["services:identity:http:0"] = (await TestIssuer.SharedAsync()).Address.ToString(),
            ["Audit:CheckpointFolder"] = TestFolder.Create("checkpoints"),
            ["Audit:Retention:ArchiveFolder"] = TestFolder.Create("archive"),
            // Tests that fill the ledger by themselves are not to be told that it is broken.
            ["Audit:VerificationInterval"] = "1.00:00:00",
            // Far from now: else tests that run at night would find alerts that are not theirs.
            ["Audit:Detectors:OffHoursFrom"] = FromNow(hours: 11),
            ["Audit:Detectors:OffHoursTo"] = FromNow(hours: 12),
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        return all;
    }

    private static async Task<AuditService> StartMigratedAsync(string database, (string Key, string Value)[] settings)
    {
        var rabbit = TestRabbitMq.SharedAsync();
        var all = await SettingsAsync(settings);
        return await StartAsync(database, new Queues(await (await rabbit).CreateVirtualHostAsync()), all);
    }

    private static async Task<AuditService> StartAsync(string database, Queues queues, IReadOnlyDictionary<string, string?> settings)
    {
        var app = Build(database, (await TestRabbitMq.SharedAsync()).As(queues.Broker, PlatformServices.Audit), settings);
        await app.StartAsync();
        await app.Services.GetRequiredService<MigrationsDone>().WaitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2));
        // Queues are bound then: tests publish without an outbox that would wait for them.
        await app.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromMinutes(2));
        // Until then no token is judged.
        await Eventually.Async(
            async () => app.Services.GetRequiredService<ITokenKeys>().AreMissing == false
                && await app.Services.GetRequiredService<IRevokedSessions>().IsRevokedAsync(Guid.Empty, CancellationToken.None) == false,
            what: "A service that knows the issuer");
        Interlocked.Increment(ref queues.Users);
        return new AuditService(app, database, queues, settings, await TestIssuer.SharedAsync());
    }

    private static WebApplication Build(string database, string broker, IReadOnlyDictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:audit"] = TestPostgres.ServiceRoleOf(database).ConnectionString,
            ["ConnectionStrings:messaging"] = broker,
            ["Logging:LogLevel:Default"] = "Warning",
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults("audit");
        builder.AddAudit();
        var app = builder.BuildService();
        app.MapAudit();
        return app;
    }

    /// <summary>A virtual host, which instances may share.</summary>
    private sealed class Queues(string broker)
    {
        public string Broker => broker;

        /// <summary>How many instances run on it.</summary>
        public int Users;
    }
}
