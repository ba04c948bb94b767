using System.Text;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Ledger;

namespace PenguinMails.Audit.Tests.Ledger;

/// <summary>An export of 25 records with a checkpoint after every ten and after the last, which a test changes and has verified.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal abstract class ExportVerifierFixture
{
    protected const int Each = 10;
    private const int Count = 25;

    protected TestChain Chain { get; private set; } = null!;

    protected List<ExportedRecord> Records { get; set; } = null!;

    protected List<SignedCheckpoint> Checkpoints { get; set; } = null!;

    [SetUp]
    public void SetUp()
    {
        Chain = new TestChain();
        Records = TestChain.Records(Count);
        Checkpoints = Chain.Sign(Records, Each);
    }

    [TearDown]
    public void TearDown() => Chain.Dispose();

    protected static List<(string Kind, long? Sequence)> Kinds(ExportVerification result) =>
        [.. result.Findings.First.Select(problem => (problem.Kind, problem.Sequence))];

    protected async Task<ExportVerification> VerifyAsync(bool isComplete = true, SignedCheckpoint? anchor = null) =>
        await VerifyLinesAsync(await LinesAsync(isComplete), anchor);

    protected Task<ExportVerification> VerifyLinesAsync(List<string> lines, SignedCheckpoint? anchor = null) =>
        VerifyWithAsync(lines, anchor is null ? [] : [anchor]);

    protected async Task<ExportVerification> VerifyWithAsync(List<string> lines, IReadOnlyCollection<SignedCheckpoint> kept)
    {
        using var keys = Chain.Keys;
        return await new ExportVerifier(keys, kept).VerifyAsync(lines.ToAsyncEnumerable());
    }

    protected async Task<List<string>> LinesAsync(bool isComplete)
    {
        using var stream = new MemoryStream();
        await using var writer = new ExportWriter(stream);
        await writer.WriteAsync(
            new ExportHeader("platform", isComplete, TimeProvider.System.GetUtcNow(), new Dictionary<string, string>(StringComparer.Ordinal)), default);
        var waiting = new Queue<SignedCheckpoint>(Checkpoints);
        foreach (var record in Records)
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
