namespace PenguinMails.Audit.Exports.Archives;

/// <summary>Months that were archived.</summary>
internal static class ArchiveTable
{
    private const string Columns =
        "month, chain, file, encode(file_hash, 'hex') as FileHash, first_sequence, last_sequence, after_checkpoint, archived_at, attached_until";

    /// <summary>All of them, or a month's: twelve a year and chain.</summary>
    public static Task<IReadOnlyList<Archive>> ArchivesAsync(this DatabaseTransaction connection, DateOnly? month = null) => connection.QueryAsync<Archive>(
        $"select {Columns} from audit_archive where @month::date is null or month = @month order by month, chain", new { month });

    /// <summary>Those of a chain that are in their files alone, in order.</summary>
    public static Task<IReadOnlyList<Archive>> DetachedAsync(this DatabaseTransaction connection, string chain) => connection.QueryAsync<Archive>(
        $"select {Columns} from audit_archive where chain = @chain and attached_until is null order by first_sequence", new { chain });

    public static Task AddAsync(this DatabaseTransaction transaction, Archive archive) => transaction.ExecuteAsync(
        """
        insert into audit_archive (month, chain, file, file_hash, first_sequence, last_sequence, after_checkpoint, archived_at)
        values (@Month, @Chain, @File, decode(@FileHash, 'hex'), @FirstSequence, @LastSequence, @AfterCheckpoint, @ArchivedAt)
        """,
        archive);

    public static Task SetAttachedAsync(this DatabaseTransaction transaction, DateOnly month, DateTimeOffset? until) =>
        transaction.ExecuteAsync("update audit_archive set attached_until = @until where month = @month", new { month, until });
}
