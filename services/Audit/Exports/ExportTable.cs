namespace PenguinMails.Audit.Exports;

/// <summary>The exports that were asked for.</summary>
internal static class ExportTable
{
    public const string Kind = "audit_log.export";

    /// <summary>How long the content of an approved export is there.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    // Ended exports: undecided when their request expired, or approved with their content deleted.
    private const string Status =
        """
        case when a.state = 'pending' and a.expires_at <= @now then 'expired'
             when a.state = 'approved' and e.expires_at <= @now then 'expired'
             else a.state end
        """;

    private const string Columns =
        $"""
        e.export_id as ExportId, {Status} as Status, e.format as Format, e.chain as Chain, e.filter::text as FilterJson, e.reason as Reason,
        a.requested_by as RequestedBy, e.requested_at as RequestedAt, coalesce(e.expires_at, a.expires_at) as ExpiresAt,
        a.decided_by as DecidedBy, a.decided_at as DecidedAt, a.decision_reason as DecisionReason, e.until_sequence as UntilSequence,
        e.downloads as Downloads
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

    /// <summary>From now on the content is there, up to what is recorded now.</summary>
    public static Task ApproveAsync(DatabaseTransaction transaction, Guid exportId, DateTimeOffset now) => transaction.ExecuteAsync(
        """
        update audit_export e set expires_at = @expiresAt, until_sequence = (select last_sequence from audit_chain c where c.chain = e.chain)
        where export_id = @exportId
        """,
        new { exportId, expiresAt = now + Lifetime });

    public static Task CountDownloadAsync(DatabaseTransaction transaction, Guid exportId) =>
        transaction.ExecuteAsync("update audit_export set downloads = downloads + 1 where export_id = @exportId", new { exportId });

    public static async Task<Export?> FindAsync(DatabaseTransaction connection, Guid exportId, DateTimeOffset now) =>
        (await connection.QuerySingleOrDefaultAsync<Row>($"select {Columns} from {From} where e.export_id = @exportId", new { exportId, now }))?.ToExport();

    public static async Task<PageOf<Export>> FindAsync(DatabaseTransaction connection, string? status, Page page, DateTimeOffset now)
    {
        var where = status is null ? "true" : $"{Status} = @status";
        var parameters = new { status, now, page.Size, page.Offset, Page.Reach };
        var rows = await connection.QueryAsync<Row>(
            $"select {Columns} from {From} where {where} order by e.requested_at desc, e.export_id limit @Size offset @Offset", parameters);
        var total = await connection.ScalarAsync<int>($"select count(*) from (select from {From} where {where} limit @Reach) as matching", parameters);
        return new PageOf<Export>([.. rows.Select(row => row.ToExport())], page.Number, page.Size, total);
    }

    private sealed class Row
    {
        public Guid ExportId { get; init; }
        public string Status { get; init; } = "";
        public string Format { get; init; } = "";
        public string Chain { get; init; } = "";
        public string FilterJson { get; init; } = "{}";
        public string Reason { get; init; } = "";
        public string RequestedBy { get; init; } = "";
        public DateTimeOffset RequestedAt { get; init; }
        public DateTimeOffset ExpiresAt { get; init; }
        public string? DecidedBy { get; init; }
        public DateTimeOffset? DecidedAt { get; init; }
        public string? DecisionReason { get; init; }
        public long? UntilSequence { get; init; }
        public int Downloads { get; init; }

        public Export ToExport() => new()
        {
            ExportId = ExportId,
            Status = Status,
            Format = Format,
            Chain = Chain,
            Filter = JsonSerializer.Deserialize<ExportFilter>(FilterJson, JsonSerializerOptions.Web)!,
            Reason = Reason,
            RequestedBy = RequestedBy,
            RequestedAt = RequestedAt,
            ExpiresAt = ExpiresAt,
            DecidedBy = DecidedBy,
            DecidedAt = DecidedAt,
            DecisionReason = DecisionReason,
            UntilSequence = UntilSequence,
            Downloads = Downloads,
        };
    }
}
