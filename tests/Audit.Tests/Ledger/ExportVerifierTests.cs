using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Ledger;

namespace PenguinMails.Audit.Tests.Ledger;

/// <summary>Whatever is done to an export is found and named, with the public key alone.</summary>
[Category("Pure")]
internal sealed class ExportVerifierTests : ExportVerifierFixture
{
    [Test]
    public async Task Verify_Complete_IsValid()
    {
        var result = await VerifyAsync(anchor: Checkpoints[^1]);

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
        Records[0] = TestChain.Record(3, Records[0].Record.PreviousHash, "somebody@else.example") with { Proof = Records[0].Proof };

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
        Records.RemoveAt(6);

        Assert.That(Kinds(await VerifyAsync()), Does.Contain((LedgerProblems.RecordMissing, (long?)7)).And.Contain((LedgerProblems.LinkBroken, (long?)8)));
    }

    [Test]
    public async Task Verify_Inserted_IsNamed()
    {
        Records.Insert(6, TestChain.Record(7, Records[5].Record.Hash, "intruder@else.example"));

        Assert.That(Kinds(await VerifyAsync()), Does.Contain((LedgerProblems.RecordOutOfOrder, (long?)7)));
    }

    [Test]
    public async Task Verify_Swapped_IsNamed()
    {
        (Records[5], Records[6]) = (Records[6], Records[5]);

        Assert.That(Kinds(await VerifyAsync()), Does.Contain((LedgerProblems.RecordOutOfOrder, (long?)6)));
    }

    [Test]
    public async Task Verify_Rechained_DoesNotMatchWhatWasSigned()
    {
        Records[6] = TestChain.Record(7, Records[6].Record.PreviousHash, "intruder@else.example");
        TestChain.Rechain(Records, 6);

        var kinds = Kinds(await VerifyAsync());

        Assert.That(kinds, Does.Contain((LedgerProblems.CheckpointMismatch, (long?)10)));
        Assert.That(kinds.Select(kind => kind.Kind).Distinct(), Is.EqualTo([LedgerProblems.CheckpointMismatch]), "the chain itself holds");
    }

    [Test]
    public async Task Verify_RechainedAndSignedWithAnotherKey_IsForged()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Records[6] = TestChain.Record(7, Records[6].Record.PreviousHash, "intruder@else.example");
        TestChain.Rechain(Records, 6);
        Checkpoints = Chain.Sign(Records, Each, other);

        Assert.That(Kinds(await VerifyAsync()).Select(kind => kind.Kind), Is.EqualTo(Enumerable.Repeat(LedgerProblems.CheckpointForged, 3)));
    }

    [Test]
    public async Task Verify_LastRecordsDropped_IsTruncated()
    {
        Records.RemoveRange(22, 3);

        Assert.That(Kinds(await VerifyAsync()), Is.EqualTo([(LedgerProblems.Truncated, (long?)23)]));
    }

    [Test]
    public async Task Verify_RecordsAndCheckpointsDropped_TheOneKeptOutsideTells()
    {
        var anchor = Checkpoints[^1];
        Records.RemoveRange(20, 5);
        Checkpoints.RemoveAt(2);

        Assert.That((await VerifyAsync()).IsValid, Is.True, "without it nothing shows");
        Assert.That(Kinds(await VerifyAsync(anchor: anchor)), Is.EqualTo([(LedgerProblems.Truncated, (long?)25)]));
    }

    [Test]
    public async Task Verify_KeptOutsideAfterTheExport_SaysNothingOfIt()
    {
        var later = Chain.Sign(Checkpoints[^1].Statement with { Number = 4, FirstSequence = 26, LastSequence = 30, SignedAt = TimeProvider.System.GetUtcNow().AddDays(1) });

        var result = await VerifyAsync(anchor: later);

        Assert.That((result.IsValid, result.IsAnchored, result.Later?.Number), Is.EqualTo((true, false, (long?)4)));
    }

    [Test]
    public async Task Verify_HistoryResignedByWhoeverHoldsTheKey_TheOneKeptOutsideTells()
    {
        var anchor = Checkpoints[1];
        Records[6] = TestChain.Record(7, Records[6].Record.PreviousHash, "intruder@else.example");
        TestChain.Rechain(Records, 6);
        Checkpoints = Chain.Sign(Records, Each);

        Assert.That((await VerifyAsync(anchor: anchor)).Findings.First.Select(problem => (problem.Kind, problem.Checkpoint)),
            Is.EqualTo([(LedgerProblems.CheckpointMismatch, (long?)2)]));
    }

    [Test]
    public async Task Verify_CheckpointDropped_IsNamed()
    {
        Checkpoints.RemoveAt(1);

        Assert.That(Kinds(await VerifyAsync()).Select(kind => kind.Kind), Does.Contain(LedgerProblems.CheckpointMissing));
    }

    [Test]
    public async Task Verify_Selection_IsAnchoredOnlyWhenEachCheckpointIsKept()
    {
        Prove([3, 11]);
        Checkpoints.RemoveAt(2);
        var lines = await LinesAsync(isComplete: false);

        var (all, last) = (await VerifyWithAsync(lines, Checkpoints), await VerifyWithAsync(lines, [Checkpoints[1]]));

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

    private void Alter(int index)
    {
        var record = Records[index].Record;
        var body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(record.Body).Replace("download", "view", StringComparison.Ordinal));
        Records[index] = Records[index] with { Record = record with { Body = body } };
    }

    private void Prove(long[] sequences)
    {
        var paths = Records.Chunk(Each).SelectMany(covered => MerkleTree.Paths([.. covered.Select(record => record.Record.Hash)])).ToList();
        Records = [.. Records.Zip(paths, (record, path) => record with { Proof = path }).Where(record => sequences.Contains(record.Record.Sequence))];
    }
}
