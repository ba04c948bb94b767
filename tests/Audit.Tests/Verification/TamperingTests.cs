using NUnit.Framework;
using PenguinMails.Audit.Checkpoints;
using PenguinMails.Audit.Tests.Checkpoints;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Audit.Verification;
using PenguinMails.Ledger;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Verification;

/// <summary>Somebody who owns the database changes it; the check finds and names it. Each test has a copy of one signed ledger.</summary>
[Category("Component")]
internal sealed class TamperingTests
{
    private const int Count = 9;
    private static readonly string Checkpoints = TestFolder.Create("checkpoints");

    // What was done, the kind that names it, and at which record.
    private static readonly object[] Tamperings =
    [
        new TestCaseData(
            "update audit_record set body = convert_to(replace(convert_from(body, 'UTF8'), 'download', 'viewed__'), 'UTF8') where sequence = 4",
            LedgerProblems.RecordAltered, 4L).SetName("a record altered"),
        new TestCaseData("update audit_record set action = 'ssh_key.view' where sequence = 4", LedgerProblems.ColumnsAltered, 4L).SetName("only what queries see altered"),
        new TestCaseData("update audit_record set occurred_at = occurred_at - interval '1 hour' where sequence = 4", LedgerProblems.ColumnsAltered, 4L).SetName("the time altered"),
        new TestCaseData("update audit_record set correlation_id = gen_random_uuid() where sequence = 4", LedgerProblems.ColumnsAltered, 4L).SetName("an intent parted from its outcome"),
        new TestCaseData("update audit_record set version_id = null, trace_id = 'another' where sequence = 4", LedgerProblems.ColumnsAltered, 4L).SetName("version and trace altered"),
        new TestCaseData("update audit_record set path_id = null where sequence = 4", LedgerProblems.ColumnsAltered, 4L).SetName("hidden from a search by path"),
        new TestCaseData("update audit_path set path = 'penguinmails/elsewhere'", LedgerProblems.ColumnsAltered, 4L).SetName("the path altered"),
        new TestCaseData(
            "update audit_record set person_id = (select person_id from audit_record where sequence = 5) where sequence = 4", LedgerProblems.PersonalAltered, 4L).SetName("hidden from a search by user"),
        new TestCaseData("update audit_person set name_key = 'nobody' where name_key = 'owner4@acme.example'", LedgerProblems.PersonalAltered, null).SetName("the name that is searched for altered"),
        new TestCaseData("delete from audit_record where sequence = 4", LedgerProblems.RecordMissing, 4L).SetName("a record deleted"),
        new TestCaseData("delete from audit_record where sequence > 6", LedgerProblems.Truncated, 7L).SetName("the last records deleted"),
        new TestCaseData("delete from audit_record", LedgerProblems.Truncated, 1L).SetName("all records deleted"),
        new TestCaseData(
            "update audit_record r set body = o.body, hash = o.hash from audit_record o where r.sequence in (4, 5) and o.sequence = 9 - r.sequence", LedgerProblems.RecordAltered, 4L).SetName("two records swapped"),
        new TestCaseData(
            """
            insert into audit_record (chain, sequence, recorded_at, record_id, occurred_at, service, action, outcome, person_id, origin_id, role, body, previous_hash, hash)
            select chain, 0, recorded_at - interval '1 second', gen_random_uuid(), occurred_at, service, action, outcome, person_id, origin_id, role, body, previous_hash, hash
            from audit_record where sequence = 4
            """,
            LedgerProblems.RecordOutOfOrder, 0L).SetName("a record inserted"),
        new TestCaseData("update audit_chain set last_sequence = 6 where chain = 'platform'", LedgerProblems.HeadMismatch, 6L).SetName("the head altered"),
        new TestCaseData(
            "update audit_origin set user_name = 'scapegoat@acme.example' where origin_id = (select origin_id from audit_record where sequence = 4)",
            LedgerProblems.PersonalAltered, null).SetName("who acted altered"),
        new TestCaseData(
            "update audit_record set origin_id = (select origin_id from audit_record where sequence = 5) where sequence = 4", LedgerProblems.PersonalAltered, 4L).SetName("given to somebody else"),
        new TestCaseData("update audit_record set behalf_origin_id = null where sequence = 9", LedgerProblems.PersonalAltered, 9L).SetName("for whom a service acted hidden"),
        new TestCaseData(
            "update audit_record set behalf_origin_id = (select origin_id from audit_record where sequence = 4) where sequence = 9", LedgerProblems.PersonalAltered, 9L).SetName("for whom a service acted altered"),
        new TestCaseData(
            "update audit_record set behalf_origin_id = (select behalf_origin_id from audit_record where sequence = 9) where sequence = 4", LedgerProblems.PersonalAltered, 4L).SetName("for whom a service acted made up"),
        new TestCaseData("update audit_record set campaign_id = null where sequence = 9", LedgerProblems.ColumnsAltered, 9L).SetName("hidden from a search by campaign"),
        new TestCaseData("update audit_reason set campaign_id = null where sequence = 9", LedgerProblems.ColumnsAltered, 9L).SetName("hidden from a search for words of a campaign"),
        new TestCaseData("update audit_reason set behalf_origin_id = null where sequence = 9", LedgerProblems.ColumnsAltered, 9L).SetName("hidden from a search for words of somebody's doing"),
        new TestCaseData(
            """
            update audit_origin set salt = null, user_name = null, content_key = null where origin_id = (select behalf_origin_id from audit_record where sequence = 9);
            update audit_person set name_key = null, erased_at = now() where name_key = 'starter@penguin.example'
            """,
            LedgerProblems.PersonalMissing, 9L).SetName("for whom a service acted erased"),
        new TestCaseData("update audit_reason set reason = 'another' where sequence = 4", LedgerProblems.PersonalAltered, 4L).SetName("the reason altered"),
        new TestCaseData("update audit_reason set tenant_id = null where sequence = 4", LedgerProblems.ColumnsAltered, 4L).SetName("hidden from a search for words of a tenant"),
        new TestCaseData("update audit_reason set recorded_at = recorded_at - interval '1 hour' where sequence = 4", LedgerProblems.ColumnsAltered, 4L).SetName("hidden from a search for words of a time"),
        new TestCaseData("update audit_reason set occurred_at = occurred_at - interval '1 hour' where sequence = 4", LedgerProblems.ColumnsAltered, 4L).SetName("hidden from a search for words of a period"),
        new TestCaseData("update audit_reason set action = 'ssh_key.view' where sequence = 4", LedgerProblems.ColumnsAltered, 4L).SetName("hidden from a search for words of an action"),
        new TestCaseData("update audit_reason set outcome = null where sequence = 4", LedgerProblems.ColumnsAltered, 4L).SetName("hidden from a search for words of an outcome"),
        new TestCaseData("update audit_reason set secret_type = 'dkim' where sequence = 4", LedgerProblems.ColumnsAltered, 4L).SetName("hidden from a search for words of a type"),
        new TestCaseData("delete from audit_kind where action = 'ssh_key.download'", LedgerProblems.ColumnsAltered, 1L).SetName("hidden from searches by action"),
        new TestCaseData("delete from audit_reason where sequence = 4", LedgerProblems.PersonalAltered, 4L).SetName("the reason deleted"),
        new TestCaseData(
            """
            update audit_origin set salt = null, user_name = null, ip_address = null, user_agent = null, content_key = null
                where origin_id = (select origin_id from audit_record where sequence = 4);
            update audit_person set name_key = null, erased_at = now() where person_id = (select person_id from audit_record where sequence = 4)
            """,
            LedgerProblems.PersonalMissing, 4L).SetName("who acted erased"),
        new TestCaseData("update audit_person set name_key = null, erased_at = now() where name_key = 'owner4@acme.example'", LedgerProblems.PersonalMissing, null).SetName("a name erased"),
        new TestCaseData(
            "alter table audit_origin drop constraint audit_origin_check; update audit_origin set salt = null, user_name = 'scapegoat@acme.example' where user_name = 'owner4@acme.example'",
            LedgerProblems.PersonalAltered, null).SetName("who acted erased and made up"),
        new TestCaseData(
            "update audit_origin set salt = null, user_name = null, ip_address = '10.9.9.9' where user_name = 'owner4@acme.example'",
            LedgerProblems.PersonalAltered, null).SetName("who acted erased and an address made up"),
        new TestCaseData(
            "update audit_origin set content_key = null where user_name = 'owner4@acme.example'; update audit_origin set content_key = '\\x00' where user_name = 'owner5@acme.example'",
            LedgerProblems.PersonalAltered, null).SetName("new records attributed to another"),
        new TestCaseData(
            """
            update audit_record set format = 1, origin_id = (select origin_id from audit_record where sequence = 5), person_id = 999999,
                legacy_reason = convert_from(body, 'UTF8')::jsonb ->> 'reason' where sequence = 4;
            delete from audit_reason where sequence = 4
            """,
            LedgerProblems.ColumnsAltered, 4L).SetName("said to be of another format, given to somebody else without its reason"),
        new TestCaseData("update audit_record set format = 1 where sequence = 4", LedgerProblems.ColumnsAltered, 4L).SetName("said to be of another format"),
        new TestCaseData("update audit_record set legacy_reason = convert_from(body, 'UTF8')::jsonb ->> 'reason' where sequence = 4", LedgerProblems.ColumnsAltered, 4L).SetName("a reason shown that was not given"),
        new TestCaseData(
            """
            alter table audit_origin drop constraint audit_origin_person_id_fkey;
            delete from audit_person where name_key = 'owner4@acme.example'
            """,
            LedgerProblems.PersonalAltered, 4L).SetName("the person deleted"),
        new TestCaseData("delete from audit_origin where user_name = 'owner4@acme.example'", LedgerProblems.PersonalAltered, 4L).SetName("the origin deleted"),
        new TestCaseData("update audit_person set name_key = upper(name_key) where name_key = 'owner4@acme.example'", LedgerProblems.PersonalAltered, null).SetName("the name hidden from searches by its case"),
        new TestCaseData("update audit_reason set salt = null, reason = null where sequence = 4", LedgerProblems.PersonalMissing, 4L).SetName("the reason erased"),
        new TestCaseData(
            "alter table audit_reason drop constraint audit_reason_check; update audit_reason set salt = null, reason = 'another' where sequence = 4",
            LedgerProblems.PersonalAltered, 4L).SetName("the reason erased and made up"),
        new TestCaseData(
            "alter table audit_reason alter column document drop expression; update audit_reason set document = '' where sequence = 4",
            LedgerProblems.ColumnsAltered, null).SetName("hidden from a search for words"),
        new TestCaseData("update audit_person set tenant_id = gen_random_uuid() where name_key = 'owner4@acme.example'", LedgerProblems.PersonalAltered, null).SetName("a person given to another tenant"),
        new TestCaseData("update audit_person set tenant_id = null where name_key = 'owner4@acme.example'", LedgerProblems.PersonalAltered, null).SetName("a person taken away from their tenant"),
        new TestCaseData("update audit_person set tenant_id = gen_random_uuid() where name_key = 'starter@penguin.example'", LedgerProblems.PersonalAltered, null).SetName("an administrator given to a tenant"),
        new TestCaseData("update audit_checkpoint set signature = 'vault:v1:MEUCIQ=='", LedgerProblems.CheckpointForged, null).SetName("a signature altered"),
        new TestCaseData("update audit_checkpoint set signed_at = signed_at - interval '1 day'", LedgerProblems.CheckpointForged, null).SetName("a checkpoint altered"),
        new TestCaseData("delete from audit_checkpoint", LedgerProblems.Truncated, 9L).SetName("the checkpoints deleted"),
    ];

    // What was done to the database itself, and of what the finding speaks.
    private static readonly object[] Alterations =
    [
        new TestCaseData("alter table audit_record rename to kept; create view audit_record as select * from kept; grant select, insert on audit_record to public", "audit_record is not").SetName("a view in the place of the records"),
        new TestCaseData("alter table audit_record disable trigger audit_record_no_change", "audit_record_no_change").SetName("a trigger switched off"),
        new TestCaseData(
            "do $$ begin execute format('alter table %s disable trigger user', (select min(inhrelid::regclass::text) from pg_inherits where inhparent = 'audit_record'::regclass)); end $$",
            "audit_record_no_truncate of audit_record_2").SetName("a month's triggers switched off"),
        new TestCaseData("alter table audit_record enable replica trigger audit_record_no_change", "audit_record_no_change").SetName("a trigger for replicas alone"),
        new TestCaseData("drop trigger audit_checkpoint_no_change on audit_checkpoint", "audit_checkpoint_no_change").SetName("a trigger dropped"),
        new TestCaseData(
            "drop trigger audit_checkpoint_no_change on audit_checkpoint; create trigger audit_checkpoint_no_change before update or delete on audit_checkpoint for each row when (false) execute function refuse_ledger_change()",
            "audit_checkpoint_no_change").SetName("a trigger that never acts"),
        new TestCaseData("create or replace function refuse_ledger_change() returns trigger language plpgsql as $$ begin return new; end $$", "refuse_ledger_change").SetName("a function that refuses nothing"),
        new TestCaseData("create function swallow() returns trigger language plpgsql as $$ begin return null; end $$; create trigger swallow before insert on audit_record for each row execute function swallow()", "swallow").SetName("a trigger that swallows records"),
        new TestCaseData("create rule nothing as on insert to audit_reason do instead nothing", "audit_reason is not").SetName("a rule"),
        new TestCaseData("alter table audit_record enable row level security", "audit_record is not").SetName("a policy"),
        new TestCaseData("grant all on audit_record to public", "may change audit_record").SetName("everything granted"),
        new TestCaseData("grant update (body) on audit_record to public", "may change audit_record").SetName("a column granted"),
        new TestCaseData("create rule nothing as on insert to outbox_message do instead nothing", "outbox_message is not").SetName("a rule that keeps alerts from being sent"),
        new TestCaseData("create function swallow() returns trigger language plpgsql as $$ begin return null; end $$; create trigger swallow before insert on detector_hit for each row execute function swallow()", "detector_hit has a trigger").SetName("a trigger that keeps detectors from counting"),
        new TestCaseData("alter table alert_delivery disable trigger alert_delivery_announced", "alert_delivery_announced").SetName("a trigger off that wakes those who deliver alerts"),
        new TestCaseData("alter table vault_access enable row level security", "vault_access is not").SetName("a policy on what is read in Vault"),
        new TestCaseData("insert into evidence (source, seen_at) values ('service/rotation', 'infinity')", "service/rotation what is yet to come").SetName("a service heard of for ever"),
        new TestCaseData("insert into evidence (source, steady_since) values ('broker', now() + interval '1 year')", "broker what is yet to come").SetName("a broker that is steady from next year on"),
        new TestCaseData("delete from detector_cursor", "detector_cursor has no row").SetName("no cursor for the detectors"),
        new TestCaseData("update vault_trail set begun_at = 'infinity'", "vault_trail says").SetName("a trail that is never judged"),
        new TestCaseData("update audit_counting set begins_at = 'infinity'", "audit_counting puts off").SetName("records that are never counted"),
        new TestCaseData("update audit_producer set counted_from = 1000000; insert into audit_producer (service, epoch, counted_from) values ('identity', gen_random_uuid(), 1000000)", "audit_producer leaves out").SetName("records of a service that are not counted"),
        new TestCaseData("insert into outbox_message (message_id, message_type, body, not_before) values (gen_random_uuid(), 'AlertRaised', '{}', 'infinity')", "outbox_message puts off").SetName("an alert that is never sent"),
        new TestCaseData("insert into audit_chain (chain, last_sequence, head_hash) values ('another', 0, decode(repeat('00', 32), 'hex'))", "'another'").SetName("another chain"),
        new TestCaseData(
            """
            insert into audit_record (chain, sequence, recorded_at, record_id, occurred_at, service, action, outcome, person_id, origin_id, role, body, previous_hash, hash)
            select 'unheard', 1, recorded_at, gen_random_uuid(), occurred_at, service, action, outcome, person_id, origin_id, role, body, previous_hash, hash
            from audit_record where sequence = 4
            """,
            "'unheard'").SetName("records of another chain"),
    ];

    private static readonly Func<string, Task> Sign = async database =>
    {
        await using var service = await AuditService.StartOnAsync(
            database, ("Audit:CheckpointInterval", "00:00:00.2"), ("Audit:CheckpointFolder", Checkpoints));
        await service.PublishAsync(Enumerable.Range(1, Count - 1).Select(number => Record(reason: $"reason {number}", user: $"owner{number}@acme.example")).Append(OfCampaign(Guid.CreateVersion7(), "starter@penguin.example", reason: "ticket 9")));
        await service.RecordedAsync(Count);
        await Eventually.Async(
            async () => (await service.Get<CheckpointFolder>().NewestAsync("platform", CancellationToken.None))?.Statement.LastSequence >= Count,
            what: "A checkpoint of the last record");
    };

    [TestCaseSource(nameof(Tamperings))]
    public async Task Verify_Tampered_IsNamed(string tampering, string kind, long? sequence)
    {
        await using var service = await CopyAsync();
        await service.TamperAsync(tampering);

        var result = await service.Get<LedgerVerification>().VerifyAsync(CancellationToken.None);

        Assert.That(result.Valid, Is.False);
        Assert.That(result.Problems.Select(problem => (problem.Kind, problem.Sequence)), Does.Contain((kind, sequence)), string.Join('\n', result.Problems));
    }

    [TestCaseSource(nameof(Alterations))]
    public async Task Verify_DatabaseAltered_IsNamed(string alteration, string what)
    {
        await using var service = await CopyAsync();
        await service.AsOwnerAsync(alteration);

        var result = await service.Get<LedgerVerification>().VerifyAsync(CancellationToken.None);

        Assert.That(
            result.Problems.Where(problem => problem.Kind == LedgerProblems.StructureAltered).Select(problem => problem.Detail),
            Has.Some.Contains(what), string.Join('\n', result.Problems));
    }

    [Test]
    public async Task Verify_Copy_IsValid()
    {
        await using var service = await CopyAsync();

        var result = await service.Get<LedgerVerification>().VerifyAsync(CancellationToken.None);

        Assert.That(result.Valid, Is.True, string.Join('\n', result.Problems));
    }

    [Test]
    public async Task Run_Tampered_IsAlertedWithoutAnybodyAsking()
    {
        var ledger = await SignedLedger.CopyAsync();
        await using (var before = await ledger.BuildAsync())
        {
            await before.TamperAsync("update audit_record set body = body || ' '::bytea where sequence = 4");
        }

        // It verifies at once; how soon again depends on how long that takes.
        await using var service = await ledger.StartAsync();

        await Eventually.Async(
            async () => (await service.ScalarAsync<string>("select summary from alert where kind = 'audit.ledger_broken' and state = 'open'"))?.Contains("record_altered at record 4", StringComparison.Ordinal) == true,
            what: "The alert");
    }

    private static async Task<AuditService> CopyAsync() => await AuditService.BuildOnAsync(
        await (await TestPostgres.SharedAsync()).CreateDatabaseAsync(Sign), ("Audit:CheckpointFolder", Checkpoints));
}
