namespace PenguinMails.ServiceDefaults;

/// <summary>The table <c>approval</c> of a service that has such requests.</summary>
internal static class ApprovalTable
{
    // Whether the sweep has come or not, what is over is over.
    private const string Columns =
        """
        approval_id, kind, subject_id, location, summary, reason, case when state = 'pending' and expires_at <= @now then 'expired' else state end as State,
        requested_by_id, requested_by, requested_at, expires_at, decided_by, decided_at, decision_reason, requested_vouchers
        """;

    public static Task AddAsync(DatabaseTransaction transaction, Approval approval) => transaction.ExecuteAsync(
        """
        insert into approval (approval_id, kind, subject_id, location, summary, reason, state, requested_by_id, requested_by, requested_at, expires_at,
                              requested_vouchers)
        values (@ApprovalId, @Kind, @SubjectId, @Location, @Summary, @Reason, 'pending', @RequestedById, @RequestedBy, @RequestedAt, @ExpiresAt,
                @RequestedVouchers)
        """,
        new
        {
            approval.ApprovalId,
            approval.Kind,
            approval.SubjectId,
            approval.Location,
            approval.Summary,
            approval.Reason,
            approval.RequestedById,
            approval.RequestedBy,
            approval.RequestedAt,
            approval.ExpiresAt,
            approval.RequestedVouchers,
        });

    /// <summary>The request, locked until the transaction ends.</summary>
    public static Task<Approval?> LockAsync(DatabaseTransaction transaction, string kind, Guid subjectId, DateTimeOffset now) =>
        transaction.QuerySingleOrDefaultAsync<Approval>(
            $"select {Columns} from approval where kind = @kind and subject_id = @subjectId and not is_copy for update", new { kind, subjectId, now });

    public static Task DecideAsync(DatabaseTransaction transaction, Guid approvalId, string state, Caller caller, string? reason, DateTimeOffset now) =>
        transaction.ExecuteAsync(
            """
            update approval set state = @state, decided_by = @Email, decided_at = @now, decision_reason = @reason
            where approval_id = @approvalId and state = 'pending'
            """,
            new { approvalId, state, caller.Email, now, reason });

    public static Task<PageOf<Approval>> FindAsync(DatabaseTransaction connection, string? state, Page page, DateTimeOffset now)
    {
        var where = state switch
        {
            null => "true",
            ApprovalStates.Pending => "state = 'pending' and expires_at > @now",
            ApprovalStates.Expired => "(state = 'expired' or (state = 'pending' and expires_at <= @now))",
            _ => "state = @state",
        };
        return page.ReadAsync<Approval>(connection, Columns, $"approval where {where}", "requested_at desc, approval_id", new { state, now });
    }

    /// <summary>Whether there are undecided requests to expire; without a lock.</summary>
    public static Task<bool> HasExpiredAsync(DatabaseTransaction transaction, DateTimeOffset now) => transaction.ScalarAsync<bool>(
        "select exists (select from approval where state = 'pending' and expires_at <= @now and not is_copy)", new { now });

    /// <summary>Expires undecided requests.</summary>
    public static Task<IReadOnlyList<Approval>> ExpireAsync(DatabaseTransaction transaction, DateTimeOffset now) => transaction.QueryAsync<Approval>(
        $"""
        update approval set state = 'expired', decided_at = @now
        where approval_id in (select approval_id from approval where state = 'pending' and expires_at <= @now and not is_copy limit 100 for update skip locked)
        returning {Columns}
        """,
        new { now });
}
