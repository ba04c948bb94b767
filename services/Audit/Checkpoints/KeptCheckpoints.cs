using System.Collections.Concurrent;

namespace PenguinMails.Audit.Checkpoints;

/// <summary>
/// Compares the kept checkpoint files with the database, cheaply and as often as asked: all names and the newest checkpoint each time, the
/// content of files that are new or look changed, and of 5,000 others in turn.
/// </summary>
internal sealed class KeptCheckpoints(Database database, CheckpointFolder folder)
{
    private const int InTurn = 5_000;
    private const int AtOnce = 1_000;

    private readonly ConcurrentDictionary<string, Seen> _seen = new(StringComparer.Ordinal);

    /// <exception cref="LedgerBrokenException">Files and database differ.</exception>
    public async Task CompareAsync(string chain, CancellationToken cancellationToken)
    {
        var seen = _seen.GetOrAdd(chain, _ => new Seen());
        await seen.Turns.WaitAsync(cancellationToken);
        try
        {
            await CompareAsync(chain, seen, cancellationToken);
        }
        finally
        {
            seen.Turns.Release();
        }
    }

    private async Task CompareAsync(string chain, Seen seen, CancellationToken cancellationToken)
    {
        // In this order: a checkpoint is in the database before it has a file, and has a file before it is called anchored. So nothing
        // that other instances add meanwhile looks like a difference.
        var anchored = await database.ReadAsync(connection => connection.AnchoredAsync(chain), cancellationToken);
        var (count, due) = List(chain, seen);
        if (count < Math.Max(anchored, seen.Count))
        {
            throw new LedgerBrokenException(chain, $"the kept checkpoints end at {count}, and {Math.Max(anchored, seen.Count)} were kept outside the database.");
        }

        var newest = await database.ReadAsync(connection => connection.NewestAsync(chain), cancellationToken);
        if ((newest?.Statement.Number ?? 0) < count)
        {
            throw new LedgerBrokenException(
                chain, $"the database ends at checkpoint {newest?.Statement.Number ?? 0}, and {count} are kept outside: it was set back to an older state.");
        }

        foreach (var files in due.Chunk(AtOnce))
        {
            await CompareAsync(chain, files, cancellationToken);
            seen.Add(files);
        }
    }

    // Every number from 1 on has one file.
    private (long Count, List<KeptFile> Due) List(string chain, Seen seen)
    {
        var (count, due) = (0L, new List<KeptFile>());
        seen.Turn(InTurn);
        foreach (var file in folder.Files(chain))
        {
            if (file.Number != count + 1)
            {
                throw new LedgerBrokenException(chain, file.Number > count
                    ? $"the kept checkpoint {count + 1} is missing."
                    : $"the file {Path.GetFileName(file.Path)} among the kept checkpoints is not one of them.");
            }

            count++;
            if (seen.IsDue(file))
            {
                due.Add(file);
            }
        }

        return (count, due);
    }

    private async Task CompareAsync(string chain, IReadOnlyList<KeptFile> files, CancellationToken cancellationToken)
    {
        var numbers = files.SelectMany(file => new[] { file.Number - 1, file.Number }).Distinct().ToArray();
        var stored = (await database.ReadAsync(connection => connection.CheckpointsAsync(chain, numbers), cancellationToken))
            .ToDictionary(checkpoint => checkpoint.Statement.Number);
        foreach (var file in files)
        {
            if (!stored.TryGetValue(file.Number, out var checkpoint) || !await IsSameAsync(file, checkpoint, cancellationToken))
            {
                throw new LedgerBrokenException(chain, $"the checkpoint {file.Number} that is kept outside the database is another than the database's.");
            }

            var before = stored.GetValueOrDefault(file.Number - 1)?.Statement.Digest() ?? LedgerRecord.NoHash;
            if (!checkpoint.Statement.Previous.AsSpan().SequenceEqual(before))
            {
                throw new LedgerBrokenException(chain, $"the kept checkpoint {file.Number} does not name the one before it.");
            }
        }
    }

    private static async Task<bool> IsSameAsync(KeptFile file, SignedCheckpoint stored, CancellationToken cancellationToken)
    {
        try
        {
            return (await CheckpointFolder.ReadAsync(file, cancellationToken)).IsSameAs(stored);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    // What was compared by this process, and how it looked then.
    private sealed class Seen
    {
        private readonly List<(long Length, long WrittenAt)> _stamps = [];
        private int _from;
        private int _to;

        // One comparison of a chain runs at a time.
        public SemaphoreSlim Turns { get; } = new(1, 1);

        public int Count => _stamps.Count;

        // The next ones whose content is read although they look as before: whoever changes a file can set its time.
        public void Turn(int count)
        {
            _from = _to >= _stamps.Count ? 0 : _to;
            _to = _from + count;
        }

        public bool IsDue(KeptFile file)
        {
            var index = file.Number - 1;
            return index >= _stamps.Count || _stamps[(int)index] != file.Stamp || (index >= _from && index < _to);
        }

        public void Add(IEnumerable<KeptFile> files)
        {
            foreach (var file in files)
            {
                if (file.Number > _stamps.Count)
                {
                    _stamps.Add(file.Stamp);
                }
                else
                {
                    _stamps[(int)file.Number - 1] = file.Stamp;
                }
            }
        }
    }
}
