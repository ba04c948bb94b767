namespace PenguinMails.Audit.VaultTrail.Files;

/// <summary>How far a followed file has been read.</summary>
internal sealed record FilePosition
{
    /// <summary>The hash of the file's first line; null until it exists.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The time in the file's first line.</summary>
    public DateTimeOffset? BeginsAt { get; init; }

    /// <summary>Bytes read.</summary>
    public long Position { get; init; }

    /// <summary>Within a line that is too long.</summary>
    public bool IsSkipping { get; init; }

    public static FilePosition StartOf(AuditFile file) => new() { Fingerprint = file.Fingerprint, BeginsAt = file.BeginsAt };

    /// <summary>Takes the row until the transaction ends; null while another instance has it.</summary>
    public static async Task<FilePosition?> TakeAsync(DatabaseTransaction transaction, string source)
    {
        await transaction.ExecuteAsync(
            """
            insert into vault_trail_position (source)
            select @source where not exists (select from vault_trail_position where source = @source) on conflict do nothing
            """,
            new { source });
        return await transaction.QuerySingleOrDefaultAsync<FilePosition>(
            """
            select fingerprint, begins_at, position, is_skipping
            from vault_trail_position where source = @source for update skip locked
            """,
            new { source });
    }

    public Task KeepAsync(DatabaseTransaction transaction, string source) => transaction.ExecuteAsync(
        """
        update vault_trail_position set fingerprint = @Fingerprint, begins_at = @BeginsAt, position = @Position, is_skipping = @IsSkipping, read_at = now()
        where source = @source
        """,
        new { source, Fingerprint, BeginsAt, Position, IsSkipping });
}
