using Npgsql;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Checkpoints;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Audit.Verification;

namespace PenguinMails.Audit.Tests.Ledger;

/// <summary>
/// What somebody can do who has the service's own role in the database: what changes the ledger or its guards is refused by the database, what is
/// added to it is found.
/// </summary>
[Category("Component")]
internal sealed class ServiceRoleTests
{
    private const string Record =
        """
        insert into audit_record (chain, sequence, recorded_at, record_id, occurred_at, service, action, outcome, person_id, origin_id, role, body, previous_hash, hash)
        select chain, sequence + 10, recorded_at, gen_random_uuid(), occurred_at, service, action, outcome, person_id, origin_id, role, body, previous_hash, hash
        from audit_record where sequence = 6
        """;

    private static readonly string[] Changes =
    [
        // The guards.
        "alter table audit_record disable trigger all",
        "alter table audit_record_{month} disable trigger all",
        "drop trigger audit_record_no_change on audit_record",
        "drop trigger audit_checkpoint_no_change on audit_checkpoint",
        "drop trigger audit_chain_forward on audit_chain",
        "alter table audit_origin drop constraint audit_origin_check",
        "alter table audit_reason drop constraint audit_reason_check",
        "alter table audit_reason alter column document drop expression",
        "create or replace function refuse_ledger_change() returns trigger language plpgsql as 'begin return new; end'",
        "create or replace function erase_personal(erasure uuid, records uuid[], out people int, out origins int, out reasons int) language sql as 'select 1, 1, 1'",
        "create function to_tsvector(regconfig, text) returns tsvector language sql as $$ select ''::tsvector $$",
        "create table audit_record_2000_01 (id int)",
        "create schema mine",
        "alter table audit_record owner to current_user",
        "set session_replication_role = replica",
        "set role {owner}",
        "set session authorization {owner}",
        "drop table audit_record_{month}",
        "drop table audit_record cascade",
        "alter table audit_record detach partition audit_record_{month}",
        "insert into schema_migration (assembly, name) values ('x', 'x')",

        // The records, and what is kept apart from them.
        "update audit_record set action = 'ssh_key.view'",
        "update audit_record_{month} set action = 'ssh_key.view'",
        "delete from audit_record",
        "delete from audit_record_{month}",
        "truncate audit_record",
        "insert into audit_record_{month} select * from audit_record",
        "update audit_checkpoint set signature = ''",
        "delete from audit_checkpoint",
        "update audit_origin set salt = null, user_name = null",
        "update audit_origin set user_name = 'scapegoat@acme.example'",
        "update audit_origin set content_key = null",
        "delete from audit_origin",
        "update audit_person set name_key = null, erased_at = now()",
        "update audit_person set name_key = 'nobody'",
        "delete from audit_person",
        "update audit_reason set salt = null, reason = null",
        "update audit_reason set reason = 'another'",
        "update audit_reason set tenant_id = null, action = 'x'",
        "delete from audit_reason",
        "update audit_path set path = 'elsewhere'",
        "delete from audit_kind",
        "update audit_kind set outcome = 'refused'",
        "delete from audit_chain",
        "update audit_chain set chain = 'other'",
        "delete from audit_quarantine",
        "update audit_archive set file_hash = ''",
        "delete from audit_archive",
        "delete from audit_erasure",
        "delete from alert",
        "delete from audit_producer",
        "update audit_producer set service = 'other'",
        "update audit_counting set begins_at = 'infinity'",

        // Heads and anchors go forward only.
        "update audit_chain set last_sequence = 3 where chain = 'platform'",
        "update audit_chain set head_hash = decode(repeat('00', 32), 'hex') where chain = 'platform'",
        "update audit_anchor set number = 0 where chain = 'platform'",
        "delete from audit_anchor",
        "insert into audit_chain (chain, last_sequence, head_hash) values ('other', 0, decode(repeat('00', 32), 'hex'))",

        // What the owner does in its place.
        "select detach_ledger_month(date_trunc('month', now())::date)",
        "select detach_ledger_month((date_trunc('month', now()) - interval '1 month')::date)",
        "select erase_personal(gen_random_uuid(), array[]::uuid[])",
        "insert into audit_archive (month, chain, file, file_hash, first_sequence, last_sequence, after_checkpoint, archived_at) "
            + "values (date_trunc('month', now()), 'platform', 'x', '', 1, 6, 0, now()); select detach_ledger_month(date_trunc('month', now())::date)",
    ];

    // What is done, and the kind of problem that names it.
    private static readonly object[] Additions =
    [
        new TestCaseData(Record, "record_missing").SetName("a record beyond the end"),
        new TestCaseData(Record.Replace("sequence + 10", "0", StringComparison.Ordinal), "record_out_of_order").SetName("a record before the beginning"),
        new TestCaseData("update audit_chain set last_sequence = 99 where chain = 'platform'", "head_mismatch").SetName("the head moved on"),
        new TestCaseData(
            "insert into audit_origin (person_id, commitment) select person_id, decode(repeat('ab', 32), 'hex') from audit_person limit 1", "personal_altered").SetName("an actor who was never known, beside a name"),
        new TestCaseData(
            "with p as (insert into audit_person (name_key) values (null) returning person_id) insert into audit_origin (person_id, commitment) select person_id, decode(repeat('ab', 32), 'hex') from p",
            "personal_missing").SetName("an actor who was never known"),
        new TestCaseData(
            "insert into audit_origin (person_id, content_key, user_name, salt, commitment) select person_id, decode('00', 'hex'), user_name, salt, commitment from audit_origin limit 1",
            "personal_altered").SetName("another key by which actors are found"),
        new TestCaseData("insert into audit_reason (chain, sequence, recorded_at, person_id) values ('platform', 99, now(), 1)", "personal_missing").SetName("a reason that was never given"),
        new TestCaseData(
            "insert into audit_checkpoint select chain, number + 1, last_sequence + 1, last_sequence + 1, merkle_root, head_hash, previous, signed_at, signature from audit_checkpoint where number = 3",
            "checkpoint_forged").SetName("a checkpoint that was not signed"),
        new TestCaseData("update audit_anchor set number = 99 where chain = 'platform'", "checkpoint_missing").SetName("the anchor moved on"),
    ];

    private AuditService _service = null!;

    // What is refused changes nothing, so one ledger is enough for all of it.
    [OneTimeSetUp]
    public async Task SetUpAsync() => _service = await (await SignedLedger.CopyAsync()).BuildAsync();

    [OneTimeTearDown]
    public async Task TearDownAsync() => await _service.DisposeAsync();

    [TestCaseSource(nameof(Changes))]
    public async Task Change_AsTheService_IsRefusedByTheDatabase(string statement)
    {
        var month = await _service.ScalarAsync<string>("select right(min(tableoid::regclass::text), 7) from audit_record");
        var owner = new NpgsqlConnectionStringBuilder(_service.OwnerConnectionString).Username;

        Assert.That(
            () => ExecuteAsync(_service, statement.Replace("{month}", month, StringComparison.Ordinal).Replace("{owner}", owner, StringComparison.Ordinal)),
            Throws.TypeOf<PostgresException>().With.Property(nameof(PostgresException.SqlState)).EqualTo(PostgresErrorCodes.InsufficientPrivilege));
    }

    [TestCaseSource(nameof(Additions))]
    public async Task Add_AsTheService_IsFound(string statement, string kind)
    {
        var ledger = await SignedLedger.CopyAsync();
        await using var service = await ledger.BuildAsync();

        await ExecuteAsync(service, statement);

        var result = await service.Get<LedgerVerification>().VerifyAsync(CancellationToken.None);
        Assert.That(result.Problems.Select(problem => problem.Kind), Does.Contain(kind), string.Join('\n', result.Problems));
    }

    private static Task ExecuteAsync(AuditService service, string statement) =>
        service.Database.InTransactionAsync(transaction => transaction.ExecuteAsync(statement), CancellationToken.None);
}
