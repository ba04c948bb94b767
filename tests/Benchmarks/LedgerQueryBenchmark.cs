using System.Diagnostics;
using Npgsql;
using PenguinMails.Audit.AuditLogs;
using PenguinMails.Audit.Checkpoints;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Benchmarks;

/// <summary>
/// Pages of a ledger of ten million records over seven years: every filter, and those that match little or nothing, which are the
/// hard ones. Beside them a bare read of one page by primary key.
/// </summary>
internal static class LedgerQueryBenchmark
{
    private const int Rounds = 20;
    private static readonly Guid Tenant = Guid.Parse("00000007-0000-7000-8000-000000000007");
    private static readonly Guid LargestTenant = Guid.Parse("00000000-0000-7000-8000-000000000007");
    private static readonly long Count = long.Parse(Environment.GetEnvironmentVariable("BENCHMARK_RECORDS") ?? "10000000", null);

    public static async Task RunAsync()
    {
        PostgresExtensions.RegisterTypeHandlers();
        await using var postgres = await TestPostgres.StartAsync(durable: true);
        // As services connect, with more patience.
        await using var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync() + ";Command Timeout=3600;Options=-c jit=off");
        await Migrator.MigrateAsync(source, [typeof(Database).Assembly, typeof(CheckpointOptions).Assembly], CancellationToken.None);
        var started = Stopwatch.GetTimestamp();
        await LedgerFill.RunAsync(source, Count);
        Report.Line($"filled {Count} records in {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s");
        var query = new AuditLogQuery(new Database(source, new OutboxSignal()));
        var now = TimeProvider.System.GetUtcNow();
        var everything = new AuditLogFilter("platform");
        foreach (var (name, filter, before) in new (string, AuditLogFilter, long?)[]
        {
            ("newest", everything, null),
            ("deep in the past", everything, Count / 2),
            ("tenant", everything with { TenantId = Tenant }, null),
            ("user", everything with { User = "owner7@tenant.example" }, null),
            ("unknown user", everything with { User = "nobody@tenant.example" }, null),
            ("action", everything with { Action = "ssh_key.rotate" }, null),
            ("outcome failed", everything with { Outcome = "failed" }, null),
            ("outcome success", everything with { Outcome = "success" }, null),
            ("secret type ssh", everything with { SecretType = "ssh" }, null),
            ("secret type of none", everything with { SecretType = "oauth" }, null),
            ("one day, 4 years ago", everything with { From = now.AddYears(-4), To = now.AddYears(-4).AddDays(1) }, null),
            ("one year", everything with { From = now.AddYears(-3), To = now.AddYears(-2) }, null),
            ("largest tenant, never", everything with { TenantId = LargestTenant, Action = "campaign.start" }, null),
            ("largest user, never", everything with { User = "rotation", Action = "ssh_key.view" }, null),
            ("largest user, path never", everything with { User = "rotation", Action = "ssh_key.rotate", Outcome = "refused", Search = "smtp" }, null),
            ("action, never refused", everything with { Action = "ssh_key.download", Outcome = "refused" }, null),
            ("action, never of type", everything with { Action = "ssh_key.rotate", SecretType = "smtp" }, null),
            ("action, failed", everything with { Action = "ssh_key.rotate", Outcome = "failed" }, null),
            ("tenant, action, failed", everything with { TenantId = Tenant, Action = "ssh_key.rotate", Outcome = "failed" }, null),
            ("rare action", everything with { Action = "campaign.start" }, null),
            ("rare words", everything with { Search = "ticket 777" }, null),
            ("frequent word", everything with { Search = "ticket" }, null),
            ("frequent word, tenant", everything with { TenantId = Tenant, Search = "ticket" }, null),
            ("frequent word, one year", everything with { From = now.AddYears(-3), To = now.AddYears(-2), Search = "ticket" }, null),
            ("frequent word, failed", everything with { Outcome = "failed", Search = "ticket" }, null),
            ("frequent word, success", everything with { Outcome = "success", Search = "ticket" }, null),
            ("frequent word, refused", everything with { Outcome = "refused", Search = "ticket" }, null),
            ("frequent word, action", everything with { Action = "ssh_key.view", Search = "ticket" }, null),
            ("frequent word, rare act.", everything with { Action = "campaign.start", Search = "ticket" }, null),
            ("frequent word, ssh", everything with { SecretType = "ssh", Search = "ticket" }, null),
            ("never meet: word, action", everything with { Action = "ssh_key.rotate", Search = "ticket" }, null),
            ("never meet: and success", everything with { Action = "ssh_key.rotate", Outcome = "success", Search = "ticket" }, null),
            ("never meet: last 2 years", everything with { From = now.AddYears(-2), Search = "early" }, null),
            ("frequent word long ago", everything with { Search = "early" }, null),
            ("words of a path", everything with { Search = $"ssh {Tenant}" }, null),
            ("word of half the paths", everything with { Search = "admin" }, null),
            ("... failed", everything with { Outcome = "failed", Search = "admin" }, null),
            ("... action", everything with { Action = "ssh_key.view", Search = "admin" }, null),
            ("... rare action", everything with { Action = "campaign.start", Search = "tenant" }, null),
            ("... type", everything with { SecretType = "smtp", Search = "admin" }, null),
            ("... user", everything with { User = "owner7@tenant.example", Search = "admin" }, null),
            ("... one year", everything with { From = now.AddYears(-3), To = now.AddYears(-2), Search = "admin" }, null),
            ("... never: action", everything with { Action = "ssh_key.download", Search = "admin" }, null),
            ("... never: and success", everything with { Action = "ssh_key.download", Outcome = "success", Search = "admin" }, null),
            ("... never: failed", everything with { Action = "ssh_key.download", Outcome = "failed", Search = "admin" }, null),
            ("... never: type", everything with { SecretType = "ssh", Search = "smtp" }, null),
            ("all at once", everything with { TenantId = Tenant, SecretType = "ssh", Action = "ssh_key.rotate", User = "owner7@tenant.example", From = now.AddYears(-2), To = now, Outcome = "success" }, null),
        })
        {
            await MeasureAsync(name, query, filter, before);
        }

        await MeasureRawAsync(source);
        await LedgerExportBenchmark.RunAsync(source, Count);
    }

    private static async Task MeasureAsync(string name, AuditLogQuery query, AuditLogFilter filter, long? before)
    {
        var times = new List<TimeSpan>();
        var page = new AuditLogPosition(Page.Parse(null, null, new FieldErrors()), before);
        var total = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            total = (await query.FindAsync(filter, page, CancellationToken.None)).Total;
            times.Add(Stopwatch.GetElapsedTime(started));
        }

        times.Sort();
        Report.Line($"query {name,-24} p50 {times[Rounds / 2].TotalMilliseconds,8:F1} ms   p95 {times[(Rounds * 95 / 100) - 1].TotalMilliseconds,8:F1} ms   first {times[^1].TotalMilliseconds,8:F1} ms   {total,7} found");
    }

    private static async Task MeasureRawAsync(NpgsqlDataSource source)
    {
        var times = new List<TimeSpan>();
        for (var round = 0; round < Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            await using var command = source.CreateCommand("select * from audit_record where chain = 'platform' and sequence between 5000 and 5049");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                // Only the reading counts.
            }

            times.Add(Stopwatch.GetElapsedTime(started));
        }

        times.Sort();
        Report.Line($"a page by primary key      p50 {times[Rounds / 2].TotalMilliseconds,8:F1} ms");
    }
}
