namespace PenguinMails.Ledger;

/// <summary>
/// Checks one chain from its beginning, or from the beginning of any checkpoint: hand it every record in order, and each checkpoint
/// after the last record that it covers. In constant memory.
/// </summary>
public sealed class ChainVerifier(string chain, CheckpointKeys keys, Findings findings)
{
    private readonly MerkleRoot _covered = new();
    private LedgerRecord? _last;
    private CheckpointStatement? _lastCheckpoint;
    private byte[]? _lastDigest;

    public long Records { get; private set; }

    public long Checkpoints { get; private set; }

    /// <summary>The last record that was handed in.</summary>
    public LedgerRecord? Last => _last;

    /// <summary>The number of the last checkpoint that was handed in; 0: there was none.</summary>
    public long LastCheckpoint => _lastCheckpoint?.Number ?? 0;

    /// <summary>Whether records follow the last checkpoint.</summary>
    public bool HasUncovered => _covered.Count > 0;

    /// <summary>The records begin after this one instead of at the beginning of the chain.</summary>
    public void BeginAfter(CheckpointStatement checkpoint) => (_lastCheckpoint, _lastDigest) = (checkpoint, checkpoint.Digest());

    public void Add(LedgerRecord record)
    {
        Records++;
        if (!RecordHash.IsRight(record))
        {
            Report(LedgerProblems.RecordAltered, record.Sequence, null, "The record is not what was hashed when it was appended.");
        }

        var expected = (_last?.Sequence ?? _lastCheckpoint?.LastSequence ?? 0) + 1;
        if (record.Sequence > expected)
        {
            var missing = record.Sequence == expected + 1 ? $"Record {expected} is missing." : $"Records {expected} to {record.Sequence - 1} are missing.";
            Report(LedgerProblems.RecordMissing, expected, null, missing);
        }
        else if (record.Sequence < expected)
        {
            Report(LedgerProblems.RecordOutOfOrder, record.Sequence, null, $"Record {expected} was expected here.");
        }

        var previous = _last?.Hash ?? _lastCheckpoint?.HeadHash ?? LedgerRecord.NoHash;
        if (!record.PreviousHash.AsSpan().SequenceEqual(previous))
        {
            Report(LedgerProblems.LinkBroken, record.Sequence, null, "The record does not name the hash of the record before it.");
        }

        if (record.RecordedAt < _last?.RecordedAt)
        {
            Report(LedgerProblems.TimeGoesBack, record.Sequence, null, "The record was recorded before the record before it.");
        }

        _covered.Add(record.Hash);
        _last = record;
    }

    public void Add(SignedCheckpoint checkpoint)
    {
        Checkpoints++;
        var statement = checkpoint.Statement;
        if (!keys.HasSigned(checkpoint))
        {
            Report(LedgerProblems.CheckpointForged, null, statement.Number, "The checkpoint was not signed by the key.");
        }

        if (statement.Chain != chain)
        {
            Report(LedgerProblems.CheckpointMismatch, null, statement.Number, $"It is a checkpoint of the chain '{statement.Chain}'.");
        }

        var expected = (_lastCheckpoint?.Number ?? 0) + 1;
        if (statement.Number != expected
            || statement.FirstSequence != (_lastCheckpoint?.LastSequence ?? 0) + 1
            || !statement.Previous.AsSpan().SequenceEqual(_lastDigest ?? LedgerRecord.NoHash))
        {
            Report(LedgerProblems.CheckpointMissing, null, statement.Number, $"It does not follow the checkpoint before it; number {expected} was expected.");
        }

        if ((_last?.Sequence ?? 0) < statement.LastSequence)
        {
            Report(LedgerProblems.Truncated, (_last?.Sequence ?? 0) + 1, statement.Number,
                $"{statement.LastSequence} records were signed, and the records end at {_last?.Sequence ?? 0}.");
        }
        else if (_last!.Sequence != statement.LastSequence
            || _covered.Count != statement.Count
            || !_last.Hash.AsSpan().SequenceEqual(statement.HeadHash)
            || !_covered.Current().AsSpan().SequenceEqual(statement.MerkleRoot))
        {
            Report(LedgerProblems.CheckpointMismatch, statement.LastSequence, statement.Number,
                $"Records {statement.FirstSequence} to {statement.LastSequence} are not the records that were signed.");
        }

        (_lastCheckpoint, _lastDigest) = (statement, statement.Digest());
        _covered.Clear();
    }

    private void Report(string kind, long? sequence, long? checkpoint, string detail) =>
        findings.Add(new LedgerProblem(kind, chain, sequence, checkpoint, detail));
}
