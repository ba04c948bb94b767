namespace PenguinMails.Audit.Erasure;

/// <summary>The erasures that were asked for.</summary>
internal static class ErasureTable
{
    public const string Kind = "audit_log.erasure";

    private const string Columns =
        $"""
        e.erasure_id, {ApprovalSql.State} as Status,
        e.tenant_id, e.user_name as "User", e.reason, a.requested_by, e.requested_at, a.expires_at, a.decided_by, e.erased_at, e.people,
        e.reasons, e.left_over
        """;

    private const string From = $"audit_erasure e join approval a on a.kind = '{Kind}' and a.subject_id = e.erasure_id";

    public static Task AddAsync(DatabaseTransaction transaction, Guid erasureId, RequestErasure request, DateTimeOffset now) => transaction.ExecuteAsync(
        """
        insert into audit_erasure (erasure_id, tenant_id, user_name, reason, requested_at)
        values (@erasureId, @TenantId, @User, @Reason, @now)
        """,
        new { erasureId, request.TenantId, User = request.User?.ToLowerInvariant(), request.Reason, now });

    public static Task<ErasureView?> FindAsync(DatabaseTransaction connection, Guid erasureId, DateTimeOffset now) =>
        connection.QuerySingleOrDefaultAsync<ErasureView>($"select {Columns} from {From} where e.erasure_id = @erasureId", new { erasureId, now });

    public static Task<PageOf<ErasureView>> FindAsync(DatabaseTransaction connection, Page page, DateTimeOffset now) =>
        page.ReadAsync<ErasureView>(connection, Columns, From, "e.requested_at desc, e.erasure_id", new { now });

    /// <summary>The erasure was rejected, so the name in the request is deleted.</summary>
    public static Task RejectAsync(DatabaseTransaction transaction, Guid erasureId) =>
        transaction.ExecuteAsync("update audit_erasure set user_name = null where erasure_id = @erasureId", new { erasureId });
}
