namespace PenguinMails.Ledger;

/// <summary>
/// Checks that the checkpoints kept outside the database form a chain of their own: each is signed and names the digest of the one before
/// it. So none can be replaced, left out or added without the one after it telling.
/// </summary>
/// <param name="chain">The chain that they belong to.</param>
/// <param name="report">Is told the number of each checkpoint with a problem, its kind and one sentence.</param>
public sealed class KeptChain(string chain, CheckpointKeys keys, Action<long, string, string> report)
{
    private CheckpointStatement? _last;
    private byte[] _lastDigest = LedgerRecord.NoHash;

    /// <summary>The next one by number. Numbers may be skipped: what is missing is for the caller to judge.</summary>
    public void Add(SignedCheckpoint kept)
    {
        var statement = kept.Statement;
        if (statement.Chain != chain)
        {
            report(statement.Number, LedgerProblems.CheckpointMismatch, $"The kept checkpoint {statement.Number} is one of the chain '{statement.Chain}'.");
        }

        if (!keys.HasSigned(kept))
        {
            report(statement.Number, LedgerProblems.CheckpointForged, $"The kept checkpoint {statement.Number} was not signed by the key.");
        }

        if (statement.Number == (_last?.Number ?? 0) + 1 && !Follows(statement))
        {
            report(statement.Number, LedgerProblems.CheckpointMismatch,
                $"The kept checkpoint {statement.Number} does not follow the kept checkpoint {statement.Number - 1}: two histories were signed.");
        }

        (_last, _lastDigest) = (statement, statement.Digest());
    }

    private bool Follows(CheckpointStatement statement) =>
        statement.FirstSequence == (_last?.LastSequence ?? 0) + 1 && statement.Previous.AsSpan().SequenceEqual(_lastDigest);
}
