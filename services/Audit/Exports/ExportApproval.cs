namespace PenguinMails.Audit.Exports;

/// <summary>
/// Finds the records of an export's request and approval in the ledger. Rows of exports and approvals are no proof: a role that may write to the
/// database can forge them.
/// </summary>
internal static class ExportApproval
{
    // Records of the other chain may lie this much apart in time.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    // From a request to the end of the content, and what clocks differ by.
    private static readonly TimeSpan Longest = ExportTable.Patience + ExportTable.Lifetime + LedgerAppend.ClockTolerance;

    /// <summary>What an administrator approves, and the record of it says.</summary>
    public static string SummaryOf(string format, string chain, ExportFilter filter)
    {
        var filters = filter.Set() is { Count: > 0 } set ? string.Join(", ", set.Select(member => $"{member.Key}={member.Value}")) : "everything";
        return $"Export of the audit ledger{(chain == LedgerChains.Platform ? "" : $"'s chain {chain}")} as {format}: {filters}";
    }

    /// <returns>Null when two administrators' records say that this export was requested and approved, and it has not expired since.</returns>
    public static async Task<ProblemKind?> FindProblemAsync(DatabaseTransaction connection, Export export, DateTimeOffset now)
    {
        var found = (await FindAsync(connection, now)).Where(record => record.IsOf(export)).ToList();
        var request = found.Find(record => record.Action == OwnActions.ExportRequest);
        var approval = found.Find(record => record.Action == OwnActions.ExportApprove && record.ApprovalId == request?.ApprovalId);
        if (request?.UserId is not { } asked || approval?.UserId is not { } decided || asked == decided || !await CoversAsync(connection, export, approval))
        {
            return ProblemCatalog.ExportNotApproved;
        }

        return approval.OccurredAt + ExportTable.Lifetime <= now ? ProblemCatalog.ExportExpired : null;
    }

    // Of all exports: they are few. A row that is not of the chain is no record: the next one, or the head, must name its hash.
    private static async Task<IReadOnlyList<Found>> FindAsync(DatabaseTransaction connection, DateTimeOffset now)
    {
        var rows = await connection.QueryAsync<Row>(
            """
            select r.sequence, r.recorded_at, r.previous_hash, r.hash, r.body from audit_record r
            where r.chain = @Platform and r.action = any(@actions) and r.outcome = @Success and r.recorded_at >= @earliest
              and (exists (select from audit_record n where n.chain = r.chain and n.sequence = r.sequence + 1 and n.recorded_at >= r.recorded_at and n.previous_hash = r.hash)
                or exists (select from audit_chain c where c.chain = r.chain and c.last_sequence = r.sequence and c.head_hash = r.hash))
            order by r.sequence
            """,
            new { LedgerChains.Platform, actions = new[] { OwnActions.ExportRequest, OwnActions.ExportApprove }, AuditOutcomes.Success, earliest = now - Longest });
        return [.. rows.Select(row => new LedgerRecord(LedgerChains.Platform, row.Sequence, row.RecordedAt, row.PreviousHash, row.Hash, row.Body)).Where(RecordHash.IsRight).Select(Found.Of)];
    }

    // What is exported ends where the chain did when it was approved.
    private static async Task<bool> CoversAsync(DatabaseTransaction connection, Export export, Found approval) => export.UntilSequence <= await connection.ScalarAsync<long>(
        "select coalesce(max(sequence), 0) from audit_record where chain = @Chain and recorded_at <= @until", new { export.Chain, until = approval.RecordedAt + Tolerance });

    private sealed record Row(long Sequence, DateTimeOffset RecordedAt, byte[] PreviousHash, byte[] Hash, byte[] Body);

    private sealed record Found(
        DateTimeOffset RecordedAt, DateTimeOffset OccurredAt, string? Service, string? Action, string? Outcome, string? UserId, string? ApprovalId, string? SubjectId, string? Summary)
    {
        public static Found Of(LedgerRecord record)
        {
            using var document = JsonDocument.Parse(record.Body);
            var (body, details) = (document.RootElement, document.RootElement.Member("details"));
            return new Found(
                record.RecordedAt,
                DateTimeOffset.TryParse(body.Text("occurredAt"), CultureInfo.InvariantCulture, out var occurredAt) ? occurredAt : default,
                body.Text("service"), body.Text("action"), body.Text("outcome"), body.Member("actor").Text("userId"),
                details.Text("approvalId"), details.Text("subjectId"), details.Text("summary"));
        }

        public bool IsOf(Export export) => Service == PlatformServices.Audit && Outcome == AuditOutcomes.Success && SubjectId == $"{export.ExportId}"
            && Summary == SummaryOf(export.Format, export.Chain, export.Filter);
    }
}
