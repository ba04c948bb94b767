namespace PenguinMails.Audit.Checkpoints;

/// <summary>The signed checkpoints. The database lets them be added only.</summary>
internal static class CheckpointTable
{
    private const string Columns =
        """
        chain, number, first_sequence, last_sequence, merkle_root, head_hash, previous, signed_at, signature
        """;

    public static async Task<SignedCheckpoint?> NewestAsync(this DatabaseTransaction connection, string chain) =>
        (await connection.QuerySingleOrDefaultAsync<Row>(
            $"select {Columns} from audit_checkpoint where chain = @chain order by number desc limit 1", new { chain }))?.ToCheckpoint();

    public static async Task<SignedCheckpoint?> CheckpointOfAsync(this DatabaseTransaction connection, string chain, long sequence) =>
        (await connection.QuerySingleOrDefaultAsync<Row>(
            $"""
            select {Columns} from audit_checkpoint where chain = @chain and last_sequence >= @sequence
            order by last_sequence limit 1
            """,
            new { chain, sequence }))?.ToCheckpoint();

    /// <summary>The checkpoints after this number, in order.</summary>
    public static async Task<IReadOnlyList<SignedCheckpoint>> CheckpointsAfterAsync(
        this DatabaseTransaction connection, string chain, long number, int limit) =>
        [
            .. (await connection.QueryAsync<Row>(
                $"select {Columns} from audit_checkpoint where chain = @chain and number > @number order by number limit @limit",
                new { chain, number, limit })).Select(row => row.ToCheckpoint()),
        ];

    /// <summary>Those of these numbers that there are.</summary>
    public static async Task<IReadOnlyList<SignedCheckpoint>> CheckpointsAsync(this DatabaseTransaction connection, string chain, long[] numbers) =>
        [
            .. (await connection.QueryAsync<Row>(
                $"select {Columns} from audit_checkpoint where chain = @chain and number = any(@numbers)", new { chain, numbers })).Select(row => row.ToCheckpoint()),
        ];

    /// <summary>Up to this number all checkpoints have a file outside the database.</summary>
    public static Task<long> AnchoredAsync(this DatabaseTransaction connection, string chain) =>
        connection.ScalarAsync<long>("select number from audit_anchor where chain = @chain", new { chain });

    /// <returns>False when another instance has made the checkpoint of this number.</returns>
    public static async Task<bool> AddAsync(this DatabaseTransaction transaction, SignedCheckpoint checkpoint)
    {
        var statement = checkpoint.Statement;
        return await transaction.ExecuteAsync(
            """
            insert into audit_checkpoint (chain, number, first_sequence, last_sequence, merkle_root, head_hash, previous, signed_at, signature)
            values (@Chain, @Number, @FirstSequence, @LastSequence, @MerkleRoot, @HeadHash, @Previous, @SignedAt, @Signature)
            on conflict do nothing
            """,
            new
            {
                statement.Chain,
                statement.Number,
                statement.FirstSequence,
                statement.LastSequence,
                statement.MerkleRoot,
                statement.HeadHash,
                statement.Previous,
                statement.SignedAt,
                checkpoint.Signature,
            }) > 0;
    }

    private sealed record Row(
        string Chain, long Number, long FirstSequence, long LastSequence, byte[] MerkleRoot, byte[] HeadHash, byte[] Previous, DateTimeOffset SignedAt, string Signature)
    {
        public SignedCheckpoint ToCheckpoint() =>
            new(new CheckpointStatement(Chain, Number, FirstSequence, LastSequence, MerkleRoot, HeadHash, Previous, SignedAt), Signature);
    }
}
