namespace PenguinMails.Ledger;

/// <summary>Compares an export's checkpoints with those that were kept outside the database.</summary>
/// <param name="keys">The public keys.</param>
/// <param name="kept">The kept checkpoints, in any order.</param>
/// <param name="report">Is told number, kind and sentence when they do not follow each other.</param>
internal sealed class KeptCheckpoints(CheckpointKeys keys, IReadOnlyCollection<SignedCheckpoint> kept, Action<long, string, string> report)
{
    private readonly Dictionary<long, byte[]> _digests = [];
    private CheckpointStatement? _newest;
    private CheckpointStatement? _last;
    private bool _isLastKept;
    private bool _isEachKept = true;

    /// <summary>The newest kept checkpoint, when it is beyond the export's last.</summary>
    public CheckpointStatement? Later => _newest?.Number > (_last?.Number ?? 0) ? _newest : null;

    /// <summary>Reads the kept checkpoints.</summary>
    /// <returns>Why they cannot be compared with an export of this chain; null: they can.</returns>
    public string? FindFault(string chain)
    {
        foreach (var checkpoint in kept)
        {
            var statement = checkpoint.Statement;
            if (statement.Chain != chain)
            {
                return $"The kept checkpoint {statement.Number} is one of the chain '{statement.Chain}', and the export shows the chain '{chain}'.";
            }

            if (!keys.HasSigned(checkpoint))
            {
                return $"The kept checkpoint {statement.Number} was not signed by the key: it is not genuine, or the key is another.";
            }

            if (!_digests.TryAdd(statement.Number, statement.Digest()) && !_digests[statement.Number].AsSpan().SequenceEqual(statement.Digest()))
            {
                return $"Two kept checkpoints have the number {statement.Number} and differ: one key signed two histories.";
            }

            _newest = _newest?.Number > statement.Number ? _newest : statement;
        }

        CheckLinks(chain);
        return null;
    }

    // Neighbours name each other. Some may not have been given.
    private void CheckLinks(string chain)
    {
        var links = new KeptChain(chain, keys, report);
        foreach (var checkpoint in kept.DistinctBy(checkpoint => checkpoint.Statement.Number).OrderBy(checkpoint => checkpoint.Statement.Number))
        {
            links.Add(checkpoint);
        }
    }

    /// <returns>Whether the checkpoint is not the one of its number that was kept.</returns>
    public bool Contradicts(CheckpointStatement statement)
    {
        var isKept = _digests.TryGetValue(statement.Number, out var digest) && digest.AsSpan().SequenceEqual(statement.Digest());
        (_last, _isLastKept, _isEachKept) = (statement, isKept, _isEachKept && isKept);
        return digest is not null && !isKept;
    }

    /// <summary>Whether they vouch for an export to its end. In a complete one each checkpoint vouches for the one before it.</summary>
    public bool Anchor(bool isComplete) => isComplete ? _isLastKept : _isEachKept && _isLastKept;
}
