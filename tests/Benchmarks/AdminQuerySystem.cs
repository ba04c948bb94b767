using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PenguinMails.AdminQuery;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.TenantStates;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Benchmarks;

/// <summary>KeyIssuance's reports, a broker and AdminQuery, each over a database of its own; of KeyIssuance nothing else runs.</summary>
internal sealed class AdminQuerySystem : IAsyncDisposable
{
    public const int SecretsOfTenant = 6;

    /// <summary>How many tenants there are where nobody says otherwise: <c>BENCHMARK_TENANTS</c>.</summary>
    public static readonly int Tenants = int.Parse(Environment.GetEnvironmentVariable("BENCHMARK_TENANTS") ?? "10000", CultureInfo.InvariantCulture);

    private readonly TestPostgres _postgres;
    private readonly TestRabbitMq _rabbit;
    private readonly string _broker;
    private readonly string _database;
    private readonly WebApplication _keyIssuance;
    private WebApplication? _adminQuery;

    private AdminQuerySystem(TestPostgres postgres, TestRabbitMq rabbit, string broker, string database, string source, WebApplication keyIssuance)
    {
        (_postgres, _rabbit, _broker, _database, _keyIssuance) = (postgres, rabbit, broker, database, keyIssuance);
        (Source, Projection) = (NpgsqlDataSource.Create(source), NpgsqlDataSource.Create(database));
    }

    /// <summary>KeyIssuance's database.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>AdminQuery's.</summary>
    public NpgsqlDataSource Projection { get; }

    public IServiceProvider AdminQuery => _adminQuery!.Services;

    /// <summary>Starts KeyIssuance's reports over so many tenants. AdminQuery is not there yet.</summary>
    public static async Task<AdminQuerySystem> StartAsync(int tenants)
    {
        var (rabbit, postgres) = (await TestRabbitMq.SharedAsync(), await TestPostgres.StartAsync(durable: true));
        var (broker, database, source) = (await rabbit.CreateVirtualHostAsync(), await postgres.CreateDatabaseAsync(), await postgres.CreateDatabaseAsync());
        await using (var filling = NpgsqlDataSource.Create(source))
        {
            await Migrator.MigrateAsync(filling, [typeof(Database).Assembly, typeof(KeyIssuanceOptions).Assembly], CancellationToken.None);
            await using var fill = filling.CreateCommand(FillSql);
            fill.Parameters.AddWithValue("tenants", tenants);
            fill.Parameters.AddWithValue("secrets", SecretsOfTenant);
            fill.CommandTimeout = 600;
            await fill.ExecuteNonQueryAsync();
            foreach (var sql in (string[])["truncate changed_tenant", "vacuum analyze tenant, server, secret, secret_version, operation"])
            {
                await using var command = filling.CreateCommand(sql);
                await command.ExecuteNonQueryAsync();
            }
        }

        var keyIssuance = await StartServiceAsync("keyissuance", source, rabbit.As(broker, PlatformServices.KeyIssuance), builder =>
        {
            builder.AddPostgres("keyissuance", typeof(KeyIssuanceOptions).Assembly);
            builder.AddMessaging("key-issuance", consumers => consumers
                .Command<ReplayTenantState, ReplayTenantStateConsumer>().Command<FollowTenantStates, FollowTenantStatesConsumer>());
            builder.Services.AddChangeNotices(StateNotices.Changed);
            builder.Services.AddTenantStates();
        });
        return new AdminQuerySystem(postgres, rabbit, broker, database, source, keyIssuance);
    }

    /// <summary>Starts AdminQuery, which asks for all tenants.</summary>
    /// <returns>How long it took until all were there.</returns>
    public async Task<TimeSpan> RebuildAsync()
    {
        var started = Stopwatch.GetTimestamp();
        _adminQuery = await StartServiceAsync(
            "adminquery",
            _database,
            _rabbit.As(_broker, PlatformServices.AdminQuery),
            builder =>
            {
                builder.Services.AddSingleton(new AuditTrail("admin-query", TimeProvider.System));
                builder.AddAdminQuery();
            });
        await WaitRebuiltAsync(Projection);
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Waits until a list has been rebuilt.</summary>
    /// <param name="projection">Its database.</param>
    public static Task WaitRebuiltAsync(NpgsqlDataSource projection) => Eventually.Async(
        async () =>
        {
            await using var done = projection.CreateCommand("select exists (select from rebuild where state = 'done')");
            return await done.ExecuteScalarAsync() is true;
        },
        TimeSpan.FromMinutes(10),
        "The end of the rebuild");

    public async ValueTask DisposeAsync()
    {
        await (_adminQuery?.StopAsync() ?? Task.CompletedTask);
        await _keyIssuance.StopAsync();
        await Source.DisposeAsync();
        await Projection.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    private static async Task<WebApplication> StartServiceAsync(string name, string database, string broker, Action<WebApplicationBuilder> add)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [$"ConnectionStrings:{name}"] = database,
            ["ConnectionStrings:messaging"] = broker,
            ["Logging:LogLevel:Default"] = "Critical",
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(TimeProvider.System);
        add(builder);
        var app = builder.Build();
        await app.StartAsync();
        await app.Services.GetRequiredService<MigrationsDone>().WaitAsync(CancellationToken.None);
        return app;
    }

    private const string FillSql =
        """
        insert into tenant (tenant_id, name, enrolled_at)
        select (lpad(to_hex((n * 2654435761) & 4294967295), 8, '0') || '-' || lpad(to_hex(n & 65535), 4, '0') || '-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Tenant ' || n, now()
        from generate_series(0, @tenants::bigint - 1) n;
        insert into server (server_id, tenant_id, address, port, host_key, admin_account, tenant_account, state)
        select gen_random_uuid(), tenant_id, concat_ws('.', 10, n / 65536, n / 256 % 256, n % 256), 22, 'ssh-ed25519 AAAA', 'admin', 'tenant', 'active'
        from tenant, lateral (select substr(name, 8)::int as n) number;
        insert into secret (secret_id, tenant_id, type, name, server_id, next_rotation)
        select gen_random_uuid(), tenant_id, (array['ssh', 'ssh', 'smtp', 'api-key', 'dkim', 'dkim'])[s + 1],
               case s when 0 then 'admin' when 1 then 'tenant' else 'secret-' || s end, server_id, now() + make_interval(days => (n * 7 + s * 13) % 180 - 1)
        from tenant join server using (tenant_id), lateral (select substr(tenant.name, 8)::int as n) number, generate_series(0, @secrets::int - 1) s;
        insert into secret_version (version_id, secret_id, number, state, fingerprint, created_at, promoted_at)
        select gen_random_uuid(), secret_id, 1, case when hashtext(secret_id::text) % 97 = 0 then 'revoked' else 'current' end, 'SHA256:' || secret_id, now() - interval '90 days', now() - interval '90 days'
        from secret;
        """;
}
