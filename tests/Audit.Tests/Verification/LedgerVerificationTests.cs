using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Checkpoints;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Ledger;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Verification;

/// <summary>Somebody who owns the database changes it; the check finds and names it.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class LedgerVerificationTests
{
    private const string Verify = "/api/v1/admin/vault/audit-logs/verify";

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
        new TestCaseData("update audit_reason set reason = 'another' where sequence = 4", LedgerProblems.PersonalAltered, 4L).SetName("the reason altered"),
        new TestCaseData("update audit_reason set tenant_id = null where sequence = 4", LedgerProblems.ColumnsAltered, 4L).SetName("hidden from a search for words of a tenant"),
        new TestCaseData("update audit_reason set recorded_at = recorded_at - interval '1 hour' where sequence = 4", LedgerProblems.ColumnsAltered, 4L).SetName("hidden from a search for words of a time"),
        new TestCaseData("update audit_reason set occurred_at = occurred_at - interval '1 hour' where sequence = 4", LedgerProblems.ColumnsAltered, 4L).SetName("hidden from a search for words of a period"),
        new TestCaseData("update audit_reason set action = 'ssh_key.view' where sequence = 4", LedgerProblems.ColumnsAltered, 4L).SetName("hidden from a search for words of an action"),
        new TestCaseData("update audit_reason set outcome = null where sequence = 4", LedgerProblems.ColumnsAltered, 4L).SetName("hidden from a search for words of an outcome"),
        new TestCaseData("update audit_reason set secret_type = 'dkim' where sequence = 4", LedgerProblems.ColumnsAltered, 4L).SetName("hidden from a search for words of a type"),
        new TestCaseData("delete from audit_kind where action = 'ssh_key.download'", LedgerProblems.ColumnsAltered, 1L).SetName("hidden from searches by action"),
        new TestCaseData("delete from audit_reason where sequence = 4", LedgerProblems.PersonalAltered, 4L).SetName("the reason deleted"),
        new TestCaseData("update audit_checkpoint set signature = 'vault:v1:MEUCIQ=='", LedgerProblems.CheckpointForged, null).SetName("a signature altered"),
        new TestCaseData("update audit_checkpoint set signed_at = signed_at - interval '1 day'", LedgerProblems.CheckpointForged, null).SetName("a checkpoint altered"),
        new TestCaseData("delete from audit_checkpoint", LedgerProblems.Truncated, 8L).SetName("the checkpoints deleted"),
    ];

    private AuditService _service = null!;
    private HttpClient _admin = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _service = await AuditService.StartAsync(("Audit:CheckpointInterval", "00:00:00.2"));
        _admin = _service.Client(Roles.Admin);
        await _service.PublishAsync(Enumerable.Range(1, 8).Select(number => Record(reason: $"reason {number}", user: $"owner{number}@acme.example")));
        await _service.RecordedAsync(8);
        await CheckpointedAsync(8);
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        _admin.Dispose();
        await _service.DisposeAsync();
    }

    [Test]
    public async Task Verify_Untouched_IsValidAndKeptOutside()
    {
        var result = await VerifyAsync();

        Assert.That(result.GetProperty("valid").GetBoolean(), Is.True, $"{result}");
        Assert.That(
            (result.GetProperty("chains").GetInt32(), result.GetProperty("records").GetInt32(), result.TryGetProperty("firstProblem", out _)),
            Is.EqualTo((2, 8, false)));
        Assert.That(result.GetProperty("checkpoints").GetInt32(), Is.GreaterThanOrEqualTo(1));
        var outside = await _service.Get<CheckpointFolder>().NewestAsync("platform", CancellationToken.None);
        Assert.That(outside!.Statement.LastSequence, Is.EqualTo(8));
    }

    [Test]
    public async Task Verify_TextsThatPostgresCannotKeep_IsValid()
    {
        await _service.PublishAsync(Record(reason: "a NUL \0 and a lone \ud800", user: "nul\0@acme.example"));
        await _service.RecordedAsync(9);
        await CheckpointedAsync(9);

        var result = await VerifyAsync();

        Assert.That(result.GetProperty("valid").GetBoolean(), Is.True, $"{result}");
    }

    [TestCaseSource(nameof(Tamperings))]
    public async Task Verify_Tampered_IsNamed(string tampering, string kind, long? sequence)
    {
        await TamperAsync(tampering);

        var result = await VerifyAsync();

        Assert.That(result.GetProperty("valid").GetBoolean(), Is.False);
        var found = result.GetProperty("problems").EnumerateArray()
            .Select(problem => (problem.GetProperty("kind").GetString(), problem.TryGetProperty("sequence", out var at) ? at.GetInt64() : (long?)null));
        Assert.That(found, Does.Contain((kind, sequence)), $"{result}");
    }

    [Test]
    public async Task Verify_MadeAnewUpToTheHead_IsNotWhatWasSigned()
    {
        await RechainAsync();

        var problems = (await VerifyAsync()).GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("kind").GetString()).ToList();

        Assert.That(problems, Is.Not.Empty);
        Assert.That(problems, Has.All.EqualTo(LedgerProblems.CheckpointMismatch), "every link holds; only the signature tells");
    }

    [Test]
    public async Task Sign_ChainMadeAnew_IsRefused()
    {
        await RechainAsync();
        var before = await _service.ScalarAsync<long>("select max(last_sequence) from audit_checkpoint where chain = 'platform'");

        await _service.PublishAsync(Record());
        await _service.RecordedAsync(9);

        Assert.That(
            () => _service.Get<CheckpointSigner>().SignAllAsync("platform", CancellationToken.None), Throws.TypeOf<LedgerBrokenException>().With.Message.Contains("broken at 9"));
        await Eventually.Async(async () => await _service.ScalarAsync<string>("select kind from alert") == BrokenLedgerAlert.Kind, what: "an alert");
        Assert.That(await _service.ScalarAsync<long>("select max(last_sequence) from audit_checkpoint where chain = 'platform'"), Is.EqualTo(before));
    }

    [Test]
    public async Task Verify_CheckpointsAreRefusedChangesByTheDatabase()
    {
        foreach (var statement in new[] { "update audit_checkpoint set number = 9", "delete from audit_checkpoint", "truncate audit_checkpoint" })
        {
            Assert.That(
                () => _service.Database.InTransactionAsync(transaction => transaction.ExecuteAsync(statement), CancellationToken.None),
                Throws.TypeOf<Npgsql.PostgresException>());
        }

        Assert.That((await VerifyAsync()).GetProperty("valid").GetBoolean(), Is.True);
    }

    [TestCase(Roles.Operator)]
    [TestCase(Roles.Developer)]
    [TestCase(Roles.TenantOwner)]
    [TestCase(Roles.TenantAdmin)]
    [TestCase(Roles.Service)]
    [TestCase(null)]
    public async Task Verify_OtherRoles_AreRefused(string? role)
    {
        using var client = _service.Client(role);

        foreach (var path in new[] { Verify, "/api/v1/admin/vault/audit-logs/keys" })
        {
            using var answer = await client.GetAsync(path);
            Assert.That(answer.StatusCode, Is.EqualTo(role is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden));
        }
    }

    private async Task<JsonElement> VerifyAsync() => await _admin.GetFromJsonAsync<JsonElement>(Verify);

    private Task CheckpointedAsync(long sequence) => Eventually.Async(
        async () => (await _service.Get<CheckpointFolder>().NewestAsync("platform", CancellationToken.None))?.Statement.LastSequence >= sequence,
        what: $"A checkpoint of record {sequence}");

    // As the database's owner can, who puts the guards out first.
    private Task TamperAsync(string statement) => _service.Database.InTransactionAsync(
        transaction => transaction.ExecuteAsync(
            $"""
            do $$ declare t regclass; begin
                for t in select inhrelid::regclass from pg_inherits where inhparent = 'audit_record'::regclass
                    union select 'audit_record'::regclass union select 'audit_checkpoint'::regclass loop
                    execute format('grant all on %s to current_user', t);
                    execute format('alter table %s disable trigger user', t);
                end loop;
            end $$;
            {statement};
            """),
        CancellationToken.None);

    private async Task RechainAsync()
    {
        await TamperAsync("update audit_record set tenant_id = tenant_id where false");
        await _service.Database.InTransactionAsync(
            async transaction =>
            {
                var rows = await transaction.QueryAsync<Row>(
                    "select sequence as Sequence, recorded_at as RecordedAt, body as Body, previous_hash as PreviousHash from audit_record order by sequence");
                var previous = LedgerRecord.NoHash;
                foreach (var row in rows)
                {
                    var body = row.Sequence == 4 ? [.. row.Body, (byte)' '] : row.Body;
                    var hash = RecordHash.Of("platform", row.Sequence, row.RecordedAt, previous, body);
                    await transaction.ExecuteAsync(
                        "update audit_record set body = @body, previous_hash = @previous, hash = @hash where sequence = @Sequence", new { body, previous, hash, row.Sequence });
                    previous = hash;
                }

                await transaction.ExecuteAsync("update audit_chain set head_hash = @previous where chain = 'platform'", new { previous });
            },
            CancellationToken.None);
    }

    private sealed class Row
    {
        public long Sequence { get; init; }
        public DateTimeOffset RecordedAt { get; init; }
        public byte[] Body { get; init; } = [];
        public byte[] PreviousHash { get; init; } = [];
    }
}
