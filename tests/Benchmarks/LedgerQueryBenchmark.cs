using System.Diagnostics;
using Npgsql;
using PenguinMails.Audit;
using PenguinMails.Audit.AuditLogs;
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
    private static readonly long Count = long.Parse(Environment.GetEnvironmentVariable("BENCHMARK_RECORDS") ?? "10000000", null);

    public static async Task RunAsync()
    {
        PostgresExtensions.RegisterTypeHandlers();
        await using var postgres = await TestPostgres.StartAsync(durable: true);
        await using var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync() + ";Command Timeout=3600");
        await Migrator.MigrateAsync(source, [typeof(Database).Assembly, typeof(AuditOptions).Assembly], CancellationToken.None);
        var started = Stopwatch.GetTimestamp();
        await FillAsync(source);
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
            ("tenant, action, failed", everything with { TenantId = Tenant, Action = "ssh_key.rotate", Outcome = "failed" }, null),
            ("rare action", everything with { Action = "campaign.start" }, null),
            ("rare words", everything with { Search = "ticket 777" }, null),
            ("frequent word", everything with { Search = "ticket" }, null),
            ("frequent word, tenant", everything with { TenantId = Tenant, Search = "ticket" }, null),
            ("frequent word, one year", everything with { From = now.AddYears(-3), To = now.AddYears(-2), Search = "ticket" }, null),
            ("frequent word, failed", everything with { Outcome = "failed", Search = "ticket" }, null),
            ("frequent word, success", everything with { Outcome = "success", Search = "ticket" }, null),
            ("frequent word, refused", everything with { Outcome = "refused", Search = "ticket" }, null),
            ("frequent word, action", everything with { Action = "ssh_key.rotate", Search = "ticket" }, null),
            ("frequent word, rare act.", everything with { Action = "campaign.start", Search = "ticket" }, null),
            ("frequent word, ssh", everything with { SecretType = "ssh", Search = "ticket" }, null),
            ("words of a path", everything with { Search = $"ssh {Tenant}" }, null),
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

    /// <summary>Made in the database: hashes are not chained, which no query looks at. Indexes are made after the rows.</summary>
    private static async Task FillAsync(NpgsqlDataSource source)
    {
        await ExecuteAsync(source, "create table saved_index as select indexdef from pg_indexes where tablename = 'audit_record' and indexname <> 'audit_record_pkey'");
        await ExecuteAsync(source,
            """
            do $$ declare name text; begin
                for name in select indexname from pg_indexes where tablename = 'audit_record' and indexname <> 'audit_record_pkey' loop
                    execute format('drop index %I', name);
                end loop;
                for month in 0..84 loop
                    perform ensure_ledger_month(now() - make_interval(months => month));
                end loop;
            end $$;
            insert into audit_person (name_key) select 'owner' || n || '@tenant.example' from generate_series(1, 20000) n;
            insert into audit_path (path) select 'penguinmails/ssh/' || lpad(to_hex(n), 8, '0') || '-0000-7000-8000-000000000007/tenant' from generate_series(0, 9999) n;
            insert into audit_origin (person_id, content_key, user_name, ip_address, user_agent, salt, commitment)
            select person_id, sha256(name_key::bytea), name_key, '10.0.0.1', 'Mozilla/5.0', sha256(name_key::bytea), sha256(name_key::bytea) from audit_person
            """);
        await ExecuteAsync(source,
            $$"""
            insert into audit_record (chain, sequence, recorded_at, record_id, occurred_at, service, action, outcome, person_id, origin_id, user_id, session_id,
                role, tenant_id, secret_type, secret_name, path_id, version_id, trace_id, body, previous_hash, hash)
            select 'platform', n, at, gen_random_uuid(), at - interval '100 milliseconds', 'key-issuance',
                   case when n % 100000 = 0 then 'campaign.start' when n % 3 = 0 then 'ssh_key.rotate' when n % 7 = 0 then 'ssh_key.download' else 'ssh_key.view' end,
                   case when n % 50 = 0 then 'failed' when n % 97 = 0 then 'refused' else 'success' end,
                   1 + n % 20000, 1 + n % 20000, gen_random_uuid(), gen_random_uuid(), 'tenant_owner',
                   (lpad(to_hex(n % 10000), 8, '0') || '-0000-7000-8000-000000000007')::uuid,
                   case when n % 5 = 0 then 'smtp' else 'ssh' end, 'tenant', 1 + n % 10000, gen_random_uuid(), md5(n::text),
                   convert_to(format('{"action":"ssh_key.view","actor":{"personal":"%s","role":"tenant_owner"},"details":{"fingerprint":"SHA256:%s"},"occurredAt":"%s","outcome":"success","recordId":"%s","service":"key-issuance"}',
                       encode(sha256(n::text::bytea), 'hex'), md5(n::text), at, gen_random_uuid()), 'UTF8'), sha256(n::text::bytea), sha256(n::text::bytea)
            from (select n, now() - interval '7 years' + n * (interval '7 years' / {{Count}}::float8) as at from generate_series(1, {{Count}}) n) made
            """);
        await ExecuteAsync(source,
            """
            insert into audit_reason (chain, sequence, recorded_at, person_id, tenant_id, reason, salt)
            select chain, sequence, recorded_at, person_id, tenant_id, 'ticket ' || sequence / 10, hash from audit_record where sequence % 10 = 0
            """);
        await ExecuteAsync(source,
            $"""
            insert into audit_checkpoint (chain, number, first_sequence, last_sequence, merkle_root, head_hash, previous, signed_at, signature)
            select 'platform', n, (n - 1) * 10000 + 1, least(n * 10000, {Count}), sha256(''), sha256(''), sha256(''), now(), 'vault:v1:'
            from generate_series(1, ({Count} + 9999) / 10000) n
            """);
        await ExecuteAsync(source,
            """
            do $$ declare definition text; begin
                for definition in select indexdef from saved_index loop
                    execute replace(definition, ' ON ONLY ', ' ON ');
                end loop;
            end $$
            """);
        await ExecuteAsync(source, "vacuum analyze");
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
