namespace PenguinMails.Audit.Exports;

/// <summary>The exports that were asked for.</summary>
internal static class ExportTable
{
    public const string Kind = "audit_log.export";

    /// <summary>How long the content of an approved export is there.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>How long a second administrator has to decide.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(72);

    // Ended exports: undecided when their request expired, or approved with their content deleted.
    private const string Status =
        $"""
        case when a.state = 'approved' and e.expires_at <= @now then 'expired' else {ApprovalSql.State} end
        """;

    private const string Columns =
        $"""
        e.export_id, {Status} as Status, e.format, e.chain, e.filter::text as FilterJson, e.reason, a.requested_by, e.requested_at,
        coalesce(e.expires_at, a.expires_at) as ExpiresAt, a.decided_by, a.decided_at, a.decision_reason, e.until_sequence, e.downloads
        """;

    private const string From = $"audit_export e join approval a on a.kind = '{Kind}' and a.subject_id = e.export_id";

    public static Task AddAsync(DatabaseTransaction transaction, Guid exportId, RequestExport request, DateTimeOffset now) => transaction.ExecuteAsync(
        """
        insert into audit_export (export_id, format, chain, filter, reason, requested_at)
        values (@exportId, @Format, @chain, @filter::jsonb, @Reason, @now)
        """,
        new
        {
            exportId,
            request.Format,
            chain = request.Filter?.Chain ?? Ledger.LedgerChains.Platform,
            filter = JsonSerializer.Serialize(request.Filter ?? new ExportFilter(), JsonSerializerOptions.Web),
            request.Reason,
            now,
        });

    /// <summary>Makes the content available, up to the newest record of this moment.</summary>
    public static Task ApproveAsync(DatabaseTransaction transaction, Guid exportId, DateTimeOffset now) => transaction.ExecuteAsync(
        """
        update audit_export e set expires_at = @expiresAt, until_sequence = (select last_sequence from audit_chain c where c.chain = e.chain)
        where export_id = @exportId
        """,
        new { exportId, expiresAt = now + Lifetime });

    public static Task CountDownloadAsync(DatabaseTransaction transaction, Guid exportId) =>
        transaction.ExecuteAsync("update audit_export set downloads = downloads + 1 where export_id = @exportId", new { exportId });

    public static Task<Export?> FindAsync(DatabaseTransaction connection, Guid exportId, DateTimeOffset now) =>
        connection.QuerySingleOrDefaultAsync<Export>($"select {Columns} from {From} where e.export_id = @exportId", new { exportId, now });

    public static Task<PageOf<Export>> FindAsync(DatabaseTransaction connection, string? status, Page page, DateTimeOffset now) => page.ReadAsync<Export>(
        connection, Columns, status is null ? From : $"{From} where {Status} = @status", "e.requested_at desc, e.export_id", new { status, now });
}
