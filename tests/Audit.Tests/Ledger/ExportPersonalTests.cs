using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Ledger;

namespace PenguinMails.Audit.Tests.Ledger;

/// <summary>Users and reasons of an export that were changed or left out are found and named, unless an erasure explains it.</summary>
[Category("Pure")]
internal sealed class ExportPersonalTests : ExportVerifierFixture
{
    [Test]
    public async Task Verify_AnotherUserOrReason_IsNamed()
    {
        Records[2] = Records[2] with { Person = Records[2].Person! with { User = "scapegoat@acme.example" } };
        Records[3] = Records[3] with { Reason = Records[3].Reason! with { Text = "ticket 8" } };

        Assert.That(Kinds(await VerifyAsync()), Is.EqualTo([(LedgerProblems.PersonalAltered, (long?)3), (LedgerProblems.PersonalAltered, (long?)4)]));
    }

    [Test]
    public async Task Verify_ErasedAndTheErasureFollows_IsValidAndCounted()
    {
        Records[2] = Records[2] with { Person = null, Reason = null };
        Records[8] = TestChain.Erasure(9, Records[7].Record.Hash, Records[2]);
        TestChain.Rechain(Records, 8);
        Checkpoints = Chain.Sign(Records, Each);

        var result = await VerifyAsync();

        Assert.That((result.IsValid, result.Erased, result.ErasedReasons), Is.EqualTo((true, 1L, 1L)));
        Assert.That(result.Erasures.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task Verify_LeftOutAfterTheErasure_IsNamed()
    {
        Records[8] = TestChain.Erasure(9, Records[7].Record.Hash, Records[8], Records[9]);
        TestChain.Rechain(Records, 8);
        Checkpoints = Chain.Sign(Records, Each);
        Records[8] = Records[8] with { Reason = null };
        Records[9] = Records[9] with { Person = null };

        Assert.That(Kinds(await VerifyAsync()), Is.EqualTo([(LedgerProblems.PersonalMissing, (long?)9), (LedgerProblems.PersonalMissing, (long?)10)]));
    }

    [Test]
    public async Task Verify_ReasonLeftOutWithoutErasure_IsNamedUnlessAnotherExportExplainsIt()
    {
        Records[2] = Records[2] with { Reason = null };

        Assert.That(Kinds(await VerifyAsync()), Is.EqualTo([(LedgerProblems.PersonalMissing, (long?)3)]));
        using var keys = Chain.Keys;
        var erasures = new ErasureCover();
        erasures.Add(TestChain.Erasure(9, LedgerRecord.NoHash, Records[2]).Record);
        var erased = await new ExportVerifier(keys, erasures: erasures).VerifyAsync((await LinesAsync(isComplete: true)).ToAsyncEnumerable());
        Assert.That((erased.IsValid, erased.ErasedReasons), Is.EqualTo((true, 1L)));
    }
}
