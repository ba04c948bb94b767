namespace PenguinMails.Audit.Checkpoints;

/// <summary>Copies signed checkpoints to the folder in order. After a crash it continues with the first missing one.</summary>
internal sealed class CheckpointAnchoring(Database database, CheckpointFolder folder)
{
    private const int AtOnce = 100;

    /// <exception cref="LedgerBrokenException">A file is there already and has other content.</exception>
    public async Task AnchorAllAsync(string chain, CancellationToken cancellationToken)
    {
        while (true)
        {
            var anchored = await database.ReadAsync(connection => connection.AnchoredAsync(chain), cancellationToken);
            var next = await database.ReadAsync(connection => connection.CheckpointsAfterAsync(chain, anchored, AtOnce), cancellationToken);
            if (next.Count == 0)
            {
                return;
            }

            foreach (var checkpoint in next)
            {
                await folder.KeepAsync(checkpoint, cancellationToken);
            }

            await database.InTransactionAsync(
                transaction => transaction.ExecuteAsync(
                    "update audit_anchor set number = greatest(number, @number) where chain = @chain", new { number = next[^1].Statement.Number, chain }),
                cancellationToken);
        }
    }

    /// <summary>The newest checkpoint, of which the database and the folder say the same.</summary>
    /// <returns>Null when there is none yet.</returns>
    /// <exception cref="LedgerBrokenException">They differ: what was signed next would contradict what was signed before.</exception>
    public async Task<SignedCheckpoint?> NewestAsync(string chain, CancellationToken cancellationToken)
    {
        while (true)
        {
            await AnchorAllAsync(chain, cancellationToken);
            var kept = await NewestKeptAsync(chain, cancellationToken);
            var stored = await database.ReadAsync(connection => connection.NewestAsync(chain), cancellationToken);
            var (keptNumber, storedNumber) = (kept?.Statement.Number ?? 0, stored?.Statement.Number ?? 0);
            if (keptNumber > storedNumber)
            {
                throw new LedgerBrokenException(
                    chain, $"the database ends at checkpoint {storedNumber}, and {keptNumber} are kept outside: it was set back to an older state.");
            }

            if (keptNumber < storedNumber)
            {
                await RequireAnchoredAsync(chain, cancellationToken);
                continue; // another instance has signed it just now
            }

            return kept is null || kept.IsSameAs(stored!)
                ? stored
                : throw new LedgerBrokenException(chain, $"the checkpoint {keptNumber} that is kept outside the database is another than the database's.");
        }
    }

    private async Task RequireAnchoredAsync(string chain, CancellationToken cancellationToken)
    {
        var anchored = await database.ReadAsync(connection => connection.AnchoredAsync(chain), cancellationToken);
        var number = (await NewestKeptAsync(chain, cancellationToken))?.Statement.Number ?? 0;
        if (number < anchored)
        {
            throw new LedgerBrokenException(chain, $"the kept checkpoints end at {number}, and {anchored} were kept outside the database.");
        }
    }

    private async Task<SignedCheckpoint?> NewestKeptAsync(string chain, CancellationToken cancellationToken)
    {
        try
        {
            return await folder.NewestAsync(chain, cancellationToken);
        }
        catch (FormatException)
        {
            throw new LedgerBrokenException(chain, "the newest kept checkpoint cannot be read.");
        }
    }
}
