using System.Reflection;
using System.Text;
using Npgsql;
using NUnit.Framework;
using PenguinMails.Audit.Checkpoints;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Audit.Tests.Verification;
using PenguinMails.Audit.Verification;
using PenguinMails.Ledger;
using PenguinMails.Postgres;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Ledger;

/// <summary>A ledger from before names stood apart: its records stay as they were hashed, are found, and are followed by new ones.</summary>
[Category("Component")]
internal sealed class UpgradeTests
{
    private static readonly DateTimeOffset Then = new(2026, 10, 31, 23, 59, 0, TimeSpan.Zero);

    [Test]
    public async Task Migrate_LedgerOfFormat1_IsWholeSearchableAndGoesOn()
    {
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        await using (var source = NpgsqlDataSource.Create(database))
        {
            await CreateOldAsync(source);
        }

        await using var service = await AuditService.StartOnAsync(database);
        await service.PublishAsync(Record(user: "owner@acme.example"));
        await service.RecordedAsync(4);

        var result = await service.Get<LedgerVerification>().VerifyAsync(CancellationToken.None);
        Assert.That(result.Problems, Is.Empty);
        Assert.That(result.Records, Is.EqualTo(4));
        using var admin = service.Client(ServiceDefaults.Roles.Admin);
        var found = await admin.GetStringAsync("/api/v1/admin/vault/audit-logs?user=OWNER@acme.example");
        Assert.That(found, Does.Contain("\"total\":4").And.Contain("old reason 2").And.Contain("10.1.1.1"));
        Assert.That(() => service.AsOwnerAsync("update audit_record set action = 'x'"), Throws.TypeOf<PostgresException>());
    }

    // What was done, the kind that names it, and at which record.
    [TestCase("update audit_record set person_id = 999999 where sequence = 2", LedgerProblems.PersonalAltered, 2)]
    [TestCase("insert into audit_person (name_key) values ('another'); update audit_record set person_id = (select person_id from audit_person where name_key = 'another') where sequence = 2", LedgerProblems.PersonalAltered, 2)]
    [TestCase("update audit_record set origin_id = 1 where sequence = 2", LedgerProblems.PersonalAltered, 2)]
    [TestCase("update audit_record set legacy_reason = null where sequence = 2", LedgerProblems.ColumnsAltered, 2)]
    [TestCase("update audit_record set format = 2, legacy_reason = null where sequence = 2", LedgerProblems.ColumnsAltered, 2)]
    [TestCase("update audit_person set name_key = null", LedgerProblems.PersonalMissing, null)]
    public async Task Verify_LedgerOfFormat1Tampered_IsNamed(string tampering, string kind, long? sequence)
    {
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync(CreateOldAsync);
        await AuditService.MigrateAsync(database);
        await using var service = await AuditService.BuildOnAsync(database);
        await service.TamperAsync(tampering);

        var result = await service.Get<LedgerVerification>().VerifyAsync(CancellationToken.None);

        Assert.That(result.Problems.Select(problem => (problem.Kind, problem.Sequence)), Does.Contain((kind, sequence)), string.Join('\n', result.Problems));
    }

    [Test]
    public async Task Migrate_ReasonsAlone_RepeatTheirRecordsAndKindsAreKnown()
    {
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(database);
        await MigrateUntilAsync(source, "0008_search.sql");
        await ExecuteAsync(
            source,
            $"""
            select ensure_ledger_month('{Then:O}');
            insert into audit_person (name_key) values ('owner@acme.example');
            insert into audit_record (chain, sequence, recorded_at, record_id, occurred_at, service, action, outcome, person_id, role, secret_type, body, previous_hash, hash)
            select 'platform', n, '{Then:O}', gen_random_uuid(), '{Then.AddMinutes(-1):O}', 'test', 'ssh_key.view', 'refused', 1, 'admin', case when n = 1 then 'ssh' end, '', '', ''
            from generate_series(1, 2) n;
            insert into audit_reason (chain, sequence, recorded_at, person_id, reason, salt)
            select 'platform', n, '{Then:O}', 1, 'a reason', '' from generate_series(1, 3) n; -- the third's record lies in an archive
            """);

        await Migrator.MigrateAsync(source, [typeof(Database).Assembly, typeof(CheckpointOptions).Assembly], CancellationToken.None);

        Assert.That(
            await ScalarAsync(source, "select string_agg(concat_ws(' ', sequence, occurred_at = recorded_at - interval '1 minute', action, outcome, secret_type), ', ' order by sequence) from audit_reason"),
            Is.EqualTo("1 t ssh_key.view refused ssh, 2 t ssh_key.view refused, 3"));
        Assert.That(
            await ScalarAsync(source, "select string_agg(concat_ws('/', action, outcome, secret_type), ', ' order by secret_type) from audit_kind"),
            Is.EqualTo("ssh_key.view/refused/, ssh_key.view/refused/ssh"));
    }

    [Test]
    public async Task Migrate_Alerts_AreOfTheServicesWhoseKindsTheyAre()
    {
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(database);
        await MigrateUntilAsync(source, "0021_alert_owner.sql");
        (string Kind, string Key, string Owner)[] alerts =
        [
            ("audit.ledger_broken", "k1", "audit"), ("messaging.set_aside", "k2", "audit"), ("drift.checks_silent", "k3", "audit"),
            ("drift.unknown_key", "k4", "key-issuance"), ("ssh.host_key_changed", "k5", "key-issuance"), ("messaging.command_refused", "k6", "key-issuance"),
            ("messaging.forged", "messaging.forged/key-issuance-commands/rotation", "key-issuance"), ("messaging.forged", "messaging.forged/rotation-events/", "rotation"),
            ("vault.login_refused", "vault.login_refused:identity", "identity"), ("notification.failed", "k7", "identity"), ("campaign.halted", "k8", "rotation"),
        ];
        foreach (var (kind, key, _) in alerts)
        {
            await ExecuteAsync(
                source,
                $"""
                insert into alert (alert_id, deduplication_key, kind, severity, state, summary, next_step, first_occurred_at, last_occurred_at)
                values (gen_random_uuid(), '{key}', '{kind}', 'critical', 'open', '', '', now(), now())
                """);
        }

        await Migrator.MigrateAsync(source, [typeof(Database).Assembly, typeof(CheckpointOptions).Assembly], CancellationToken.None);

        Assert.That(
            await ScalarAsync(source, "select string_agg(concat_ws(' ', kind, deduplication_key, raised_by), E'\n' order by deduplication_key collate \"C\") from alert"),
            Is.EqualTo(string.Join('\n', alerts.OrderBy(alert => alert.Key, StringComparer.Ordinal).Select(alert => $"{alert.Kind} {alert.Key} {alert.Owner}"))));
    }

    // As a version of the service made it that did not have this migration yet.
    private static async Task MigrateUntilAsync(NpgsqlDataSource source, string migration)
    {
        await Migrator.MigrateAsync(source, [typeof(Database).Assembly], CancellationToken.None);
        var assembly = typeof(CheckpointOptions).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal).TakeWhile(name => name != migration))
        {
            await ExecuteAsync(source, await ReadAsync(assembly, name));
            await ExecuteAsync(source, $"insert into schema_migration (assembly, name) values ('{assembly.GetName().Name}', '{name}')");
        }
    }

    private static async Task CreateOldAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await CreateOldAsync(source);
    }

    // As the first version of the service made and filled it.
    private static async Task CreateOldAsync(NpgsqlDataSource source)
    {
        await Migrator.MigrateAsync(source, [typeof(Database).Assembly], CancellationToken.None);
        var assembly = typeof(CheckpointOptions).Assembly;
        await ExecuteAsync(source, await ReadAsync(assembly, "0001_audit.sql"));
        await ExecuteAsync(source, $"insert into schema_migration (assembly, name) values ('{assembly.GetName().Name}', '0001_audit.sql')");
        var previous = LedgerRecord.NoHash;
        for (var sequence = 1; sequence <= 3; sequence++)
        {
            var at = Then.AddMinutes(sequence);
            var id = Guid.CreateVersion7();
            var body = Encoding.UTF8.GetBytes(
                $$"""{"action":"ssh_key.view","actor":{"ipAddress":"10.1.1.1","role":"tenant_owner","user":"Owner@Acme.example"},"occurredAt":"{{at:yyyy-MM-ddTHH:mm:ss}}+00:00","outcome":"success","reason":"old reason {{sequence}}","recordId":"{{id}}","secret":{"name":"tenant","tenantId":"{{Tenant}}","type":"ssh"},"service":"key-issuance","tenantId":"{{Tenant}}"}""");
            var hash = RecordHash.Of("platform", sequence, at, previous, body);
            await ExecuteAsync(source, $"select ensure_ledger_month('{at:O}')");
            await ExecuteAsync(
                source,
                $"""
                insert into audit_record (chain, sequence, recorded_at, record_id, occurred_at, service, action, outcome, user_name, role, ip_address, tenant_id,
                    secret_type, secret_name, reason, body, previous_hash, hash)
                values ('platform', {sequence}, '{at:O}', '{id}', '{at:O}', 'key-issuance', 'ssh_key.view', 'success', 'Owner@Acme.example', 'tenant_owner', '10.1.1.1',
                    '{Tenant}', 'ssh', 'tenant', 'old reason {sequence}', '\x{Convert.ToHexString(body)}', '\x{Convert.ToHexString(previous)}', '\x{Convert.ToHexString(hash)}');
                update audit_chain set last_sequence = {sequence}, last_recorded_at = '{at:O}', head_hash = '\x{Convert.ToHexString(hash)}' where chain = 'platform'
                """);
            previous = hash;
        }
    }

    private static async Task<string> ReadAsync(Assembly assembly, string name)
    {
        await using var stream = assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<object?> ScalarAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
