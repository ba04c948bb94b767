using PenguinMails.Audit.Checkpoints;

namespace PenguinMails.Audit.Verification;

/// <summary>Reads a chain's kept checkpoint files beside the database's checkpoints, one by one, and reports every difference.</summary>
internal sealed class KeptCheckpointReader : IDisposable
{
    private readonly string _chain;
    private readonly Findings _findings;
    private readonly KeptChain _links;
    private readonly IEnumerator<KeptFile> _files;
    private readonly long _anchored;
    private readonly long _newest;
    private long _last;
    private KeptFile? _next;

    /// <param name="chain">The chain.</param>
    /// <param name="files">Its files, listed before the database is read: what is added meanwhile is not compared.</param>
    /// <param name="anchored">So many had a file before they were listed, as the database has it.</param>
    /// <param name="keys">The public keys.</param>
    /// <param name="findings">Is told of every difference.</param>
    public KeptCheckpointReader(string chain, IReadOnlyList<KeptFile> files, long anchored, CheckpointKeys keys, Findings findings)
    {
        (_chain, _findings, _anchored) = (chain, findings, anchored);
        _newest = files.Count > 0 ? files[^1].Number : 0;
        _links = new KeptChain(chain, keys, (number, kind, detail) => Report(kind, null, number, detail));
        _files = files.GetEnumerator();
        MoveOn();
        if (_newest < anchored)
        {
            Report(LedgerProblems.CheckpointMissing, null, _newest + 1, $"The kept checkpoints end at {_newest}, and {anchored} were kept outside the database.");
        }
    }

    /// <summary>The database's next checkpoint.</summary>
    public async Task CompareAsync(SignedCheckpoint stored, CancellationToken cancellationToken)
    {
        var number = stored.Statement.Number;
        while (_next is { } skipped && skipped.Number < number)
        {
            await ReadAsync(skipped, cancellationToken);
            Report(LedgerProblems.CheckpointMissing, null, skipped.Number, $"The checkpoint {skipped.Number} is kept outside the database, and is missing in it.");
            MoveOn();
        }

        if (_next?.Number != number)
        {
            if (number <= _newest)
            {
                Report(LedgerProblems.CheckpointMissing, null, number, $"The checkpoint {number} is not kept outside the database any more.");
            }

            return;
        }

        if (await ReadAsync(_next, cancellationToken) is { } kept && !kept.IsSameAs(stored))
        {
            Report(LedgerProblems.CheckpointMismatch, null, number, "It is not the checkpoint of this number that is kept outside.");
        }

        MoveOn();
    }

    /// <summary>After the database's last checkpoint.</summary>
    public async Task CompleteAsync(long last, CancellationToken cancellationToken)
    {
        while (_next is { } beyond)
        {
            if (await ReadAsync(beyond, cancellationToken) is { } kept)
            {
                Report(LedgerProblems.Truncated, kept.Statement.LastSequence, beyond.Number,
                    $"{kept.Statement.LastSequence} records were signed, and the checkpoint of that is kept outside; here the checkpoints end at {last}.");
            }

            MoveOn();
        }
    }

    public void Dispose() => _files.Dispose();

    private async Task<SignedCheckpoint?> ReadAsync(KeptFile file, CancellationToken cancellationToken)
    {
        try
        {
            var kept = await CheckpointFolder.ReadAsync(file, cancellationToken);
            _links.Add(kept);
            return kept;
        }
        catch (FormatException failure)
        {
            Report(LedgerProblems.CheckpointForged, null, file.Number, failure.Message);
            return null;
        }
    }

    // A file that stands out of order is a second one of its number, or none at all.
    private void MoveOn()
    {
        while ((_next = _files.MoveNext() ? _files.Current : null) is { } file)
        {
            if (file.Number > _last)
            {
                _last = file.Number;
                return;
            }

            Report(LedgerProblems.CheckpointForged, null, file.Number, $"The file {Path.GetFileName(file.Path)} among the kept checkpoints is not one of them.");
        }
    }

    private void Report(string kind, long? sequence, long checkpoint, string detail) =>
        _findings.Add(new LedgerProblem(kind, _chain, sequence, checkpoint, detail));
}
