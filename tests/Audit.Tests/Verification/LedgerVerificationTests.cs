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

/// <summary>The check of a ledger that nobody touched, or somebody made anew with links that hold.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class LedgerVerificationTests
{
    private const string Verify = "/api/v1/admin/vault/audit-logs/verify";

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

    [Test]
    public async Task Verify_MadeAnewUpToTheHead_IsNotWhatWasSigned()
    {
        await RechainAsync();

        var problems = (await VerifyAsync()).GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("kind").GetString())
            .Where(kind => kind != LedgerProblems.StructureAltered).ToList(); // the triggers are off

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
            () => _service.Get<CheckpointSigner>().SignAllAsync("platform", CancellationToken.None), Throws.TypeOf<LedgerBrokenException>().With.Message.Contains("from record 9 on"));
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

    private async Task<JsonElement> VerifyAsync() => await _admin.GetFromJsonAsync<JsonElement>(Verify);

    private Task CheckpointedAsync(long sequence) => Eventually.Async(
        async () => (await _service.Get<CheckpointFolder>().NewestAsync("platform", CancellationToken.None))?.Statement.LastSequence >= sequence,
        what: $"A checkpoint of record {sequence}");

    private async Task RechainAsync()
    {
        await _service.TamperAsync("update audit_record set tenant_id = tenant_id where false");
        await _service.OwnerDatabase.InTransactionAsync(
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
