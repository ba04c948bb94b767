namespace PenguinMails.Audit.Reports.Compliance;

/// <summary>Where a chain of the ledger stands.</summary>
/// <param name="Chain">One of <see cref="LedgerChains"/>.</param>
/// <param name="Sequence">Its last record; 0: it has none.</param>
/// <param name="Hash">The hash of that record, hexadecimal. Each record contains the hash before it, so it stands for all of them.</param>
/// <param name="Checkpoint">The newest signed checkpoint; null while there is none.</param>
public sealed record LedgerHead([property: OneOf(typeof(LedgerChains))] string Chain, long Sequence, string Hash, LedgerHeadCheckpoint? Checkpoint)
{
    internal static async Task<IReadOnlyList<LedgerHead>> ReadAsync(DatabaseTransaction connection)
    {
        var rows = await connection.QueryAsync<Row>(
            """
            select c.chain, c.last_sequence, encode(c.head_hash, 'hex') as Hash, n.number, n.covered, n.signed_at
            from audit_chain c left join lateral (
                select number, last_sequence as covered, signed_at from audit_checkpoint where chain = c.chain order by number desc limit 1) n on true
            order by c.chain
            """);
        return [.. rows.Select(row => new LedgerHead(
            row.Chain, row.LastSequence, row.Hash, row.Number is { } number ? new LedgerHeadCheckpoint(number, row.Covered!.Value, row.SignedAt!.Value) : null))];
    }

    private sealed record Row(string Chain, long LastSequence, string Hash, long? Number, long? Covered, DateTimeOffset? SignedAt);
}

/// <summary>A signed checkpoint.</summary>
/// <param name="Number">Of its chain's, from 1.</param>
/// <param name="LastSequence">The last record that it covers.</param>
/// <param name="SignedAt">UTC.</param>
public sealed record LedgerHeadCheckpoint(long Number, long LastSequence, DateTimeOffset SignedAt);
