using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PenguinMails.AdminQuery.Tenants;

namespace PenguinMails.Benchmarks;

/// <summary>
/// The administrators' list at 10,000 tenants with six secrets each: a rebuild over the broker, beside COPY of the same rows; a page by every filter and sort,
/// beside a page by primary key; a campaign over all tenants while the list is read; and 100 administrators at once, beside one.
/// </summary>
internal static class AdminQueryBenchmark
{
    private static int Tenants => AdminQuerySystem.Tenants;

    public static async Task RunAsync()
    {
        await using var system = await AdminQuerySystem.StartAsync(Tenants);
        var rebuild = await system.RebuildAsync();
        await ExecuteAsync(system.Projection, "vacuum analyze tenant, secret, tenant_type");
        var copy = await CopyAsync(system.Projection);
        Report.Line($"rebuild of {Tenants} tenants, {Tenants * AdminQuerySystem.SecretsOfTenant} secrets   {rebuild.TotalSeconds,6:F1} s   COPY of the rows {copy.TotalSeconds,5:F2} s   ratio {rebuild / copy,5:F1}   (aim: 120 s)");

        var query = system.AdminQuery.GetRequiredService<TenantQuery>();
        await AdminQueryPages.RunAsync(query, system.Projection, Tenants);
        await AdminQueryCampaign.RunAsync(system, query);
        await AdminQueryCrowd.RunAsync(query);
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

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
