namespace PenguinMails.Audit.Checkpoints;

/// <summary>Signs the head of a chain. Any instance may sign; of two checkpoints with the same number one is stored.</summary>
internal sealed class CheckpointSigner(Database database, CheckpointAnchoring anchoring, ITransit transit, TimeProvider time)
{
    /// <summary>Signs until everything that is recorded now is covered. Signed checkpoints are kept outside the database before the next one.</summary>
    /// <returns>How many checkpoints this call made.</returns>
    /// <exception cref="LedgerBrokenException">The database does not follow from what was signed, or a file has the next number already.</exception>
    public async Task<int> SignAllAsync(string chain, CancellationToken cancellationToken)
    {
        var head = await database.ReadAsync(
            connection => connection.ScalarAsync<long>("select last_sequence from audit_chain where chain = @chain", new { chain }), cancellationToken);
        for (var made = 0; ;)
        {
            var last = await anchoring.NewestAsync(chain, cancellationToken);
            if ((last?.Statement.LastSequence ?? 0) >= head)
            {
                return made;
            }

            made += await SignNextAsync(chain, last?.Statement, cancellationToken) ? 1 : 0;
        }
    }

    private async Task<bool> SignNextAsync(string chain, CheckpointStatement? last, CancellationToken cancellationToken)
    {
        var records = await database.ReadAsync(connection => NextAsync(connection, chain, last?.LastSequence ?? 0), cancellationToken);
        if (records.Count == 0)
        {
            throw new LedgerBrokenException(chain, (last?.LastSequence ?? 0) + 1);
        }

        var previous = last?.HeadHash ?? LedgerRecord.NoHash;
        foreach (var record in records)
        {
            // What does not follow from what was signed is not signed: the signature would hide that the chain was made anew.
            if (!record.PreviousHash.AsSpan().SequenceEqual(previous))
            {
                throw new LedgerBrokenException(chain, record.Sequence);
            }

            previous = record.Hash;
        }

        var statement = new CheckpointStatement(
            chain,
            (last?.Number ?? 0) + 1,
            (last?.LastSequence ?? 0) + 1,
            records[^1].Sequence,
            MerkleTree.Root([.. records.Select(record => record.Hash)]),
            records[^1].Hash,
            last?.Digest() ?? LedgerRecord.NoHash,
            LedgerTime.Cut(time.GetUtcNow()));
        var signature = await transit.SignAsync(TransitKey.AuditCheckpoints, statement.ToBytes(), cancellationToken);
        return await database.InTransactionAsync(
            transaction => transaction.AddAsync(new SignedCheckpoint(statement, signature)), cancellationToken);
    }

    // Never over the end of a month: a month is archived with whole checkpoints.
    private static async Task<IReadOnlyList<Head>> NextAsync(DatabaseTransaction connection, string chain, long after)
    {
        var records = await connection.QueryAsync<Head>(
            """
            select sequence, recorded_at, previous_hash, hash from audit_record
            where chain = @chain and sequence > @after and sequence <= @last
            order by sequence
            """,
            new { chain, after, last = after + CheckpointStatement.MaxRecords });
        return [.. records.TakeWhile(record => (record.RecordedAt.Year, record.RecordedAt.Month) == (records[0].RecordedAt.Year, records[0].RecordedAt.Month))];
    }

    private sealed record Head(long Sequence, DateTimeOffset RecordedAt, byte[] PreviousHash, byte[] Hash);
}
