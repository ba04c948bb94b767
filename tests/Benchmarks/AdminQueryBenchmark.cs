using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PenguinMails.AdminQuery;
using PenguinMails.AdminQuery.Tenants;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Benchmarks;

/// <summary>
/// The administrators' list at 10,000 tenants with six secrets each: a rebuild by the reports that KeyIssuance sends, beside COPY of the same
/// rows; then a page by every filter and sort, beside a page by primary key.
/// </summary>
internal static class AdminQueryBenchmark
{
    private const int SecretsOfTenant = 6;
    private const int Batch = 100;
    private const int Rounds = 41;
    private static readonly int Tenants = int.Parse(Environment.GetEnvironmentVariable("BENCHMARK_TENANTS") ?? "10000", CultureInfo.InvariantCulture);

    public static async Task RunAsync()
    {
        var rabbit = await TestRabbitMq.SharedAsync();
        var broker = await rabbit.CreateVirtualHostAsync();
        await using var postgres = await TestPostgres.StartAsync(durable: true);
        var connection = await postgres.CreateDatabaseAsync();
        await using var app = await StartAsync(connection, rabbit.As(broker, PlatformServices.AdminQuery));
        var database = app.Services.GetRequiredService<Database>();

        var rebuild = await RebuildAsync(database, broker);
        await using var source = NpgsqlDataSource.Create(connection);
        await ExecuteAsync(source, "vacuum analyze tenant, secret, tenant_type");
        var copy = await CopyAsync(source);
        Report.Line($"rebuild of {Tenants} tenants, {Tenants * SecretsOfTenant} secrets   {rebuild.TotalSeconds,6:F1} s   COPY of the rows {copy.TotalSeconds,5:F2} s   ratio {rebuild / copy,5:F1}   (aim: 120 s)");

        var raw = await MeasureAsync(() => PageByKeyAsync(source));
        Report.Line($"a page by primary key        p50 {raw.P50,7:F2} ms   p95 {raw.P95,7:F2} ms");
        var query = app.Services.GetRequiredService<TenantQuery>();
        foreach (var (name, filter) in Queries())
        {
            var page = filter.Validate(new FieldErrors());
            var total = 0;
            var (p50, p95) = await MeasureAsync(async () => total = (await query.ListAsync(filter, page, CancellationToken.None)).Total);
            Report.Line($"list {name,-32} p50 {p50,7:F2} ms   p95 {p95,7:F2} ms   ratio {p95 / raw.P95,6:F1}   {total,6} found   (aim: p95 100 ms)");
        }

        await app.StopAsync();
    }

    private static IEnumerable<(string Name, TenantFilter Filter)> Queries()
    {
        yield return ("first page", new());
        yield return ("last page", new() { Page = $"{Tenants / 50}" });
        yield return ("200 a page", new() { PageSize = "200" });
        foreach (var sort in TenantQuery.Sorts.Keys)
        {
            yield return ($"by {sort}", new() { Sort = sort });
            yield return ($"by {sort}, descending", new() { Sort = sort, Order = "desc" });
        }

        foreach (var search in (string[])["tenant 4711", "tenant", "10.1.", "nobody", "-4000-8000-"])
        {
            yield return ($"search '{search}'", new() { Search = search });
        }

        foreach (var type in ListedTypes.All)
        {
            yield return ($"type {type}", new() { SecretType = type });
        }

        foreach (var status in (string[])["active", "expired", "revoked"])
        {
            yield return ($"status {status}", new() { Status = status });
            yield return ($"status {status}, ssh", new() { Status = status, SecretType = "ssh" });
        }

        foreach (var due in TenantQuery.Horizons.Keys)
        {
            yield return ($"due {due}", new() { RotationDue = due });
            yield return ($"due {due}, dkim", new() { RotationDue = due, SecretType = "dkim" });
        }

        foreach (var health in (string[])["red", "yellow", "green"])
        {
            yield return ($"health {health}", new() { Health = health });
        }

        yield return ("all at once", new() { Search = "tenant", SecretType = "ssh", Status = "active", RotationDue = "30d", Health = "yellow", Sort = "nextRotation" });
    }

    private static async Task<WebApplication> StartAsync(string database, string broker)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:adminquery"] = database,
            ["ConnectionStrings:messaging"] = broker,
            ["Logging:LogLevel:Default"] = "Critical",
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new AuditTrail("admin-query", TimeProvider.System));
        builder.AddAdminQuery();
        var app = builder.Build();
        await app.StartAsync();
        await app.Services.GetRequiredService<MigrationsDone>().WaitAsync(CancellationToken.None);
        return app;
    }

    /// <summary>From the first part of the replay to the end of the rebuild.</summary>
    private static async Task<TimeSpan> RebuildAsync(Database database, string broker)
    {
        Task<T?> ScalarAsync<T>(string sql) => database.ReadAsync(read => read.ScalarAsync<T>(sql), CancellationToken.None);

        await Eventually.Async(() => ScalarAsync<bool>("select exists (select from rebuild where state = 'running')"));
        var rebuildId = await ScalarAsync<Guid>("select rebuild_id from rebuild");
        var parts = Enumerable.Range(0, Tenants).Select(TenantOf).Chunk(Batch).ToList();
        var started = Stopwatch.GetTimestamp();
        await using var sender = await MessageSender.ConnectAsync(broker);
        for (var part = 1; part <= parts.Count; part++)
        {
            var report = new TenantStatesReported(
                part, parts[part - 1], new ReplayPart(rebuildId, part, IsLast: part == parts.Count, Tenants), TimeProvider.System.GetUtcNow());
            await Eventually.Async(async () =>
            {
                await sender.PublishAsync(report, PlatformServices.KeyIssuance);
                return true;
            });
        }

        await Eventually.Async(() => ScalarAsync<bool>("select exists (select from rebuild where state = 'done')"), TimeSpan.FromMinutes(10));
        return Stopwatch.GetElapsedTime(started);
    }

    private static TenantState TenantOf(int number)
    {
        var now = TimeProvider.System.GetUtcNow();
        var id = Guid.Parse($"{(number * 2654435761L) & 0xffffffff:x8}-{number & 0xffff:x4}-4000-8000-{number:x12}");
        return new TenantState(
            id,
            $"Tenant {number}",
            new ServerState($"10.{number / 65536}.{number / 256 % 256}.{number % 256}", 22, IsLost: false, UnreachableSince: null),
            [.. Enumerable.Range(0, SecretsOfTenant).Select(secret =>
            {
                var status = (number + secret) % 97 == 0 ? SecretStatuses.Revoked : SecretStatuses.Active;
                var due = now.AddDays(((number * 7) + (secret * 13)) % 180).AddDays(-1);
                return new SecretState(
                    secret switch { 0 or 1 => "ssh", 2 => "smtp", 3 => "api-key", _ => "dkim" },
                    secret switch { 0 => "admin", 1 => "tenant", _ => $"secret-{secret}" },
                    status,
                    status == SecretStatuses.Active,
                    HasFailed: false,
                    now.AddDays(-90),
                    due,
                    "SHA256:Jl4mRKxVYdYwIhXQGmXn2fzrFtzzzU6d8bFGgCg2bSs",
                    GraceEndsAt: null,
                    LastRevealed: null,
                    Operation: null);
            })]);
    }

    /// <summary>The same rows, ready made, into tables without indexes but the primary keys, in one transaction.</summary>
    private static async Task<TimeSpan> CopyAsync(NpgsqlDataSource source)
    {
        var tables = (string[])["tenant", "secret", "tenant_type"];
        var rows = new List<(string Table, string Text)>();
        foreach (var table in tables)
        {
            await ExecuteAsync(source, $"create table {table}_copy (like {table} including indexes)");
            await using var reading = await source.OpenConnectionAsync();
            using var export = await reading.BeginTextExportAsync($"copy {table} to stdout");
            rows.Add((table, await export.ReadToEndAsync()));
        }

        var started = Stopwatch.GetTimestamp();
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var (table, text) in rows)
        {
            await using var import = await connection.BeginTextImportAsync($"copy {table}_copy from stdin");
            await import.WriteAsync(text);
        }

        await transaction.CommitAsync();
        return Stopwatch.GetElapsedTime(started);
    }

    private static async Task PageByKeyAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("select * from tenant where tenant_id > '7fffffff-0000-4000-8000-000000000000' order by tenant_id limit 50");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            // Only the reading counts.
        }
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<(double P50, double P95)> MeasureAsync(Func<Task> work)
    {
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            await work();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        times.Sort();
        return (times[Rounds / 2], times[(Rounds * 95 / 100) - 1]);
    }
}
