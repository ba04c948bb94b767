using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Ledger;

namespace PenguinMails.Audit.Tests.Ledger;

/// <summary>Whatever is done to an export is found and named, with the public key alone.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Pure")]
internal sealed class ExportVerifierTests
{
    private const int Count = 25;
    private const int Each = 10;
    private TestChain _chain = null!;
    private List<ExportedRecord> _records = null!;
    private List<SignedCheckpoint> _checkpoints = null!;

    [SetUp]
    public void SetUp()
    {
        _chain = new TestChain();
        _records = TestChain.Records(Count);
        _checkpoints = _chain.Sign(_records, Each);
    }

    [TearDown]
    public void TearDown() => _chain.Dispose();

    [Test]
    public async Task Verify_Complete_IsValid()
    {
        var result = await VerifyAsync(anchor: _checkpoints[^1]);

        Assert.That(result.Findings.First, Is.Empty);
        Assert.That((result.Records, result.Checkpoints), Is.EqualTo((25L, 3L)));
    }

    [Test]
    public async Task Verify_SomeRecordsWithProofs_IsValid()
    {
        Prove([3, 10, 11, 25]);

        var result = await VerifyAsync(isComplete: false);

        Assert.That(result.Findings.First, Is.Empty);
        Assert.That(result.Records, Is.EqualTo(4));
    }

    [Test]
    public async Task Verify_SomeRecordsOneAltered_IsNamed()
    {
        Prove([3, 10, 11]);
        Alter(1);

        Assert.That(Kinds(await VerifyAsync(isComplete: false)), Is.EqualTo([(LedgerProblems.RecordAltered, (long?)10)]));
    }

    [Test]
    public async Task Verify_SomeRecordsOneMadeUp_ItsProofIsInvalid()
    {
        Prove([3, 10]);
        _records[0] = TestChain.Record(3, _records[0].Record.PreviousHash, "somebody@else.example") with { Proof = _records[0].Proof };

        Assert.That(Kinds(await VerifyAsync(isComplete: false)), Is.EqualTo([(LedgerProblems.ProofInvalid, (long?)3)]));
    }

    [Test]
    public async Task Verify_Altered_IsNamed()
    {
        Alter(6);

        Assert.That(Kinds(await VerifyAsync()), Is.EqualTo([(LedgerProblems.RecordAltered, (long?)7)]));
    }

    [Test]
    public async Task Verify_Deleted_IsNamed()
    {
        _records.RemoveAt(6);

        Assert.That(Kinds(await VerifyAsync()), Does.Contain((LedgerProblems.RecordMissing, (long?)7)).And.Contain((LedgerProblems.LinkBroken, (long?)8)));
    }

    [Test]
    public async Task Verify_Inserted_IsNamed()
    {
        _records.Insert(6, TestChain.Record(7, _records[5].Record.Hash, "intruder@else.example"));

        Assert.That(Kinds(await VerifyAsync()), Does.Contain((LedgerProblems.RecordOutOfOrder, (long?)7)));
    }

    [Test]
    public async Task Verify_Swapped_IsNamed()
    {
        (_records[5], _records[6]) = (_records[6], _records[5]);

        Assert.That(Kinds(await VerifyAsync()), Does.Contain((LedgerProblems.RecordOutOfOrder, (long?)6)));
    }

    [Test]
    public async Task Verify_Rechained_DoesNotMatchWhatWasSigned()
    {
        _records[6] = TestChain.Record(7, _records[6].Record.PreviousHash, "intruder@else.example");
        TestChain.Rechain(_records, 6);

        var kinds = Kinds(await VerifyAsync());

        Assert.That(kinds, Does.Contain((LedgerProblems.CheckpointMismatch, (long?)10)));
        Assert.That(kinds.Select(kind => kind.Kind).Distinct(), Is.EqualTo([LedgerProblems.CheckpointMismatch]), "the chain itself holds");
    }

    [Test]
    public async Task Verify_RechainedAndSignedWithAnotherKey_IsForged()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _records[6] = TestChain.Record(7, _records[6].Record.PreviousHash, "intruder@else.example");
        TestChain.Rechain(_records, 6);
        _checkpoints = _chain.Sign(_records, Each, other);

        Assert.That(Kinds(await VerifyAsync()).Select(kind => kind.Kind), Is.EqualTo(Enumerable.Repeat(LedgerProblems.CheckpointForged, 3)));
    }

    [Test]
    public async Task Verify_LastRecordsDropped_IsTruncated()
    {
        _records.RemoveRange(22, 3);

        Assert.That(Kinds(await VerifyAsync()), Is.EqualTo([(LedgerProblems.Truncated, (long?)23)]));
    }

    [Test]
    public async Task Verify_RecordsAndCheckpointsDropped_TheOneKeptOutsideTells()
    {
        var anchor = _checkpoints[^1];
        _records.RemoveRange(20, 5);
        _checkpoints.RemoveAt(2);

        Assert.That((await VerifyAsync()).IsValid, Is.True, "without it nothing shows");
        Assert.That(Kinds(await VerifyAsync(anchor: anchor)), Is.EqualTo([(LedgerProblems.Truncated, (long?)25)]));
    }

    [Test]
    public async Task Verify_KeptOutsideAfterTheExport_SaysNothingOfIt()
    {
        var later = _chain.Sign(_checkpoints[^1].Statement with { Number = 4, FirstSequence = 26, LastSequence = 30, SignedAt = TimeProvider.System.GetUtcNow().AddDays(1) });

        var result = await VerifyAsync(anchor: later);

        Assert.That((result.IsValid, result.IsAnchored, result.Later?.Number), Is.EqualTo((true, false, (long?)4)));
    }

    [Test]
    public async Task Verify_HistoryResignedByWhoeverHoldsTheKey_TheOneKeptOutsideTells()
    {
        var anchor = _checkpoints[1];
        _records[6] = TestChain.Record(7, _records[6].Record.PreviousHash, "intruder@else.example");
        TestChain.Rechain(_records, 6);
        _checkpoints = _chain.Sign(_records, Each);

        Assert.That((await VerifyAsync(anchor: anchor)).Findings.First.Select(problem => (problem.Kind, problem.Checkpoint)),
            Is.EqualTo([(LedgerProblems.CheckpointMismatch, (long?)2)]));
    }

    [Test]
    public async Task Verify_CheckpointDropped_IsNamed()
    {
        _checkpoints.RemoveAt(1);

        Assert.That(Kinds(await VerifyAsync()).Select(kind => kind.Kind), Does.Contain(LedgerProblems.CheckpointMissing));
    }

    [Test]
    public async Task Verify_AnotherUserOrReason_IsNamed()
    {
        _records[2] = _records[2] with { Person = _records[2].Person! with { User = "scapegoat@acme.example" } };
        _records[3] = _records[3] with { Reason = _records[3].Reason! with { Text = "ticket 8" } };

        Assert.That(Kinds(await VerifyAsync()), Is.EqualTo([(LedgerProblems.PersonalAltered, (long?)3), (LedgerProblems.PersonalAltered, (long?)4)]));
    }

    [Test]
    public async Task Verify_ErasedAndTheErasureFollows_IsValidAndCounted()
    {
        _records[2] = _records[2] with { Person = null, Reason = null };
        _records[8] = TestChain.Erasure(9, _records[7].Record.Hash, _records[2]);
        TestChain.Rechain(_records, 8);
        _checkpoints = _chain.Sign(_records, Each);

        var result = await VerifyAsync();

        Assert.That((result.IsValid, result.Erased, result.ErasedReasons), Is.EqualTo((true, 1L, 1L)));
        Assert.That(result.Erasures.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task Verify_LeftOutAfterTheErasure_IsNamed()
    {
        _records[8] = TestChain.Erasure(9, _records[7].Record.Hash, _records[8], _records[9]);
        TestChain.Rechain(_records, 8);
        _checkpoints = _chain.Sign(_records, Each);
        _records[8] = _records[8] with { Reason = null };
        _records[9] = _records[9] with { Person = null };

        Assert.That(Kinds(await VerifyAsync()), Is.EqualTo([(LedgerProblems.PersonalMissing, (long?)9), (LedgerProblems.PersonalMissing, (long?)10)]));
    }

    [Test]
    public async Task Verify_ReasonLeftOutWithoutErasure_IsNamedUnlessAnotherExportExplainsIt()
    {
        _records[2] = _records[2] with { Reason = null };

        Assert.That(Kinds(await VerifyAsync()), Is.EqualTo([(LedgerProblems.PersonalMissing, (long?)3)]));
        using var keys = _chain.Keys;
        var erasures = new ErasureCover();
        erasures.Add(TestChain.Erasure(9, LedgerRecord.NoHash, _records[2]).Record);
        var erased = await new ExportVerifier(keys, erasures: erasures).VerifyAsync((await LinesAsync(isComplete: true)).ToAsyncEnumerable());
        Assert.That((erased.IsValid, erased.ErasedReasons), Is.EqualTo((true, 1L)));
    }

    [Test]
    public async Task Verify_Selection_IsAnchoredOnlyWhenEachCheckpointIsKept()
    {
        Prove([3, 11]);
        _checkpoints.RemoveAt(2);
        var lines = await LinesAsync(isComplete: false);

        var (all, last) = (await VerifyWithAsync(lines, _checkpoints), await VerifyWithAsync(lines, [_checkpoints[1]]));

        Assert.That((all.IsValid, all.IsAnchored, last.IsValid, last.IsAnchored), Is.EqualTo((true, true, true, false)));
    }

    [Test]
    public async Task Verify_CutOff_IsTruncated()
    {
        var lines = (await LinesAsync(isComplete: true)).SkipLast(1).ToList();

        var result = await VerifyLinesAsync(lines);

        Assert.That(result.Findings.First.Select(problem => problem.Kind), Is.EqualTo([LedgerProblems.Truncated]));
    }

    [TestCase("no JSON")]
    [TestCase("{}")]
    [TestCase("""{"type":"record","sequence":"1"}""")]
    [TestCase("""{"type":"export","format":"penguinmails.audit.export.1","chain":"x","complete":true,"exportedAt":"2026-11-20T12:00:00.000000Z","filter":{}}""")]
    public async Task Verify_StrangeLine_IsNamedWithItsNumber(string line)
    {
        var lines = await LinesAsync(isComplete: true);
        lines.Insert(4, line);

        var result = await VerifyLinesAsync(lines);

        Assert.That(result.Findings.First.Select(problem => problem.Kind), Is.EqualTo([LedgerProblems.Unreadable]));
        Assert.That(result.Findings.First[0].Detail, Does.StartWith("Line 5:"));
    }

    private static List<(string Kind, long? Sequence)> Kinds(ExportVerification result) =>
        [.. result.Findings.First.Select(problem => (problem.Kind, problem.Sequence))];

    private void Alter(int index)
    {
        var record = _records[index].Record;
        var body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(record.Body).Replace("download", "view", StringComparison.Ordinal));
        _records[index] = _records[index] with { Record = record with { Body = body } };
    }

    private void Prove(long[] sequences)
    {
        var paths = _records.Chunk(Each).SelectMany(covered => MerkleTree.Paths([.. covered.Select(record => record.Record.Hash)])).ToList();
        _records = [.. _records.Zip(paths, (record, path) => record with { Proof = path }).Where(record => sequences.Contains(record.Record.Sequence))];
    }

    private async Task<ExportVerification> VerifyAsync(bool isComplete = true, SignedCheckpoint? anchor = null) =>
        await VerifyLinesAsync(await LinesAsync(isComplete), anchor);

    private Task<ExportVerification> VerifyLinesAsync(List<string> lines, SignedCheckpoint? anchor = null) =>
        VerifyWithAsync(lines, anchor is null ? [] : [anchor]);

    private async Task<ExportVerification> VerifyWithAsync(List<string> lines, IReadOnlyCollection<SignedCheckpoint> kept)
    {
        using var keys = _chain.Keys;
        return await new ExportVerifier(keys, kept).VerifyAsync(lines.ToAsyncEnumerable());
    }

    private async Task<List<string>> LinesAsync(bool isComplete)
    {
        using var stream = new MemoryStream();
        await using var writer = new ExportWriter(stream);
        await writer.WriteAsync(
            new ExportHeader("platform", isComplete, TimeProvider.System.GetUtcNow(), new Dictionary<string, string>(StringComparer.Ordinal)), default);
        var waiting = new Queue<SignedCheckpoint>(_checkpoints);
        foreach (var record in _records)
        {
            while (waiting.TryPeek(out var due) && due.Statement.LastSequence < record.Record.Sequence)
            {
                await writer.WriteAsync(waiting.Dequeue(), default);
            }

            await writer.WriteAsync(record, default);
        }

        foreach (var checkpoint in waiting)
        {
            await writer.WriteAsync(checkpoint, default);
        }

        await writer.CompleteAsync(default);
        return [.. Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n').Split('\n')];
    }
}
