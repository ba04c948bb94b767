using PenguinMails.Audit.Checkpoints;

namespace PenguinMails.Audit.Verification;

/// <summary>Reads a chain's checkpoints, some at a time, compares each with its file and hands it over after the records that it covers.</summary>
internal sealed class CheckpointReader(DatabaseTransaction connection, string chain, KeptCheckpointReader kept)
{
    private const int AtOnce = 1000;

    private Queue<SignedCheckpoint> _waiting = [];
    private long _lastNumber;
    private bool _isAtEnd;

    /// <summary>Hands over those whose records all lie before this sequence.</summary>
    public async Task ExpectCheckpointsAsync(ChainVerifier verifier, long before)
    {
        while (await PeekAsync() is { } due && due.Statement.LastSequence < before)
        {
            await kept.CompareAsync(due, connection.CancellationToken);
            verifier.Add(_waiting.Dequeue());
        }
    }

    private async Task<SignedCheckpoint?> PeekAsync()
    {
        if (_waiting.Count == 0 && !_isAtEnd)
        {
            _waiting = new Queue<SignedCheckpoint>(await connection.CheckpointsAfterAsync(chain, _lastNumber, AtOnce));
            _isAtEnd = _waiting.Count == 0;
            _lastNumber = _isAtEnd ? _lastNumber : _waiting.Last().Statement.Number;
        }

        return _waiting.TryPeek(out var checkpoint) ? checkpoint : null;
    }
}
