namespace PenguinMails.ServiceDefaults;

/// <summary>The table <c>approval</c> of a service that has such requests.</summary>
internal static class ApprovalTable
{
    private const string Columns =
        $"""
        approval_id, kind, subject_id, location, summary, reason, {ApprovalSql.State} as State,
        requested_by_id, requested_by, requested_at, expires_at, decided_by, decided_at, decision_reason, requested_vouchers
        """;

    private const string ToExpire = $"a.state = 'pending' and not a.is_copy and {ApprovalSql.IsOver}";

    public static Task AddAsync(DatabaseTransaction transaction, Approval approval) => transaction.ExecuteAsync(
        """
        insert into approval (approval_id, kind, subject_id, location, summary, reason, state, requested_by_id, requested_by, requested_at, expires_at,
                              requested_vouchers, requested_token_at)
        values (@ApprovalId, @Kind, @SubjectId, @Location, @Summary, @Reason, 'pending', @RequestedById, @RequestedBy, @RequestedAt, @ExpiresAt,
                @RequestedVouchers, @RequestedTokenAt)
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
            approval.RequestedTokenAt,
        });

    /// <summary>The request, locked until the transaction ends.</summary>
    public static Task<Approval?> LockAsync(DatabaseTransaction transaction, string kind, Guid subjectId, DateTimeOffset now) =>
        transaction.QuerySingleOrDefaultAsync<Approval>(
            $"select {Columns} from approval a where kind = @kind and subject_id = @subjectId and not is_copy for update", new { kind, subjectId, now });

    public static Task DecideAsync(DatabaseTransaction transaction, Guid approvalId, string state, Caller caller, string? reason, DateTimeOffset now) =>
        transaction.ExecuteAsync(
            """
            update approval set state = @state, decided_by = @Email, decided_at = @now, decision_reason = @reason
            where approval_id = @approvalId and state = 'pending'
            """,
            new { approvalId, state, caller.Email, now, reason });

    public static Task<PageOf<Approval>> FindAsync(DatabaseTransaction connection, string? state, Page page, DateTimeOffset now)
    {
        var where = state is null ? "true" : $"{ApprovalSql.State} = @state";
        return page.ReadAsync<Approval>(connection, Columns, $"approval a where {where}", "requested_at desc, approval_id", new { state, now });
    }

    /// <summary>Whether there are undecided requests to expire; without a lock.</summary>
    public static Task<bool> HasExpiredAsync(DatabaseTransaction transaction, DateTimeOffset now) => transaction.ScalarAsync<bool>(
        $"select exists (select from approval a where {ToExpire})", new { now });

    /// <summary>Expires undecided requests.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="accessEnded">The reason of those whose time was not over.</param>
    /// <param name="now">The time.</param>
    public static Task<IReadOnlyList<Approval>> ExpireAsync(DatabaseTransaction transaction, string accessEnded, DateTimeOffset now) =>
        transaction.QueryAsync<Approval>(
            $"""
            update approval a set state = 'expired', decided_at = @now, decision_reason = case when expires_at > @now then @accessEnded end
            where approval_id in (select approval_id from approval a where {ToExpire} limit 100 for update skip locked)
            returning {Columns}
            """,
            new { accessEnded, now });

    /// <summary>Keeps the latest time at which somebody's access ended. Messages may arrive in any order.</summary>
    public static Task EndAccessAsync(DatabaseTransaction transaction, Guid userId, DateTimeOffset endedAt) => transaction.ExecuteAsync(
        """
        insert into access_ended (user_id, ended_at) values (@userId, @endedAt)
        on conflict (user_id) do update set ended_at = greatest(access_ended.ended_at, excluded.ended_at)
        """,
        new { userId, endedAt });
}
