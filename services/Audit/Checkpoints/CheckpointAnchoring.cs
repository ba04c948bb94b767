namespace PenguinMails.Audit.Checkpoints;

/// <summary>Copies signed checkpoints to the folder in order. After a crash it continues with the first missing one.</summary>
internal sealed class CheckpointAnchoring(Database database, CheckpointFolder folder)
{
    private const int AtOnce = 100;

    public async Task AnchorAllAsync(string chain, CancellationToken cancellationToken)
    {
        while (true)
        {
            var kept = await database.ReadAsync(
                connection => connection.ScalarAsync<long>("select number from audit_anchor where chain = @chain", new { chain }), cancellationToken);
            var next = await database.ReadAsync(connection => connection.CheckpointsAfterAsync(chain, kept, AtOnce), cancellationToken);
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
}
