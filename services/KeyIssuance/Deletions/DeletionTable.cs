namespace PenguinMails.KeyIssuance.Deletions;

/// <summary>The deletions that were asked for.</summary>
internal static class DeletionTable
{
    public const string Kind = "secret.deletion";

    private const string Status = "case when a.state = 'pending' and a.expires_at <= @now then 'expired' else a.state end";

    private const string From =
        $"""
        from secret_deletion d join secret s on s.secret_id = d.secret_id join approval a on a.kind = '{Kind}' and a.subject_id = d.deletion_id
        left join operation o on o.operation_id = d.operation_id
        """;

    private const string Select =
        $"""
        select d.deletion_id as DeletionId, {Status} as Status, s.tenant_id as TenantId, s.type as Type, s.name as Name, d.reason as Reason,
               a.requested_by as RequestedBy, d.requested_at as RequestedAt, a.expires_at as ExpiresAt, a.decided_by as DecidedBy,
               a.decided_at as DecidedAt, a.decision_reason as DecisionReason, d.operation_id as OperationId,
               case when o.status = 'succeeded' then o.finished_at end as DeletedAt
        {From}
        """;

    public static Task AddAsync(DatabaseTransaction transaction, Guid deletionId, Guid secretId, string reason, DateTimeOffset now) => transaction.ExecuteAsync(
        "insert into secret_deletion (deletion_id, secret_id, reason, requested_at) values (@deletionId, @secretId, @reason, @now)",
        new { deletionId, secretId, reason, now });

    public static Task<int> FollowedByAsync(DatabaseTransaction transaction, Guid deletionId, Guid operationId) => transaction.ExecuteAsync(
        "update secret_deletion set operation_id = @operationId where deletion_id = @deletionId", new { deletionId, operationId });

    /// <summary>The request for a secret that is undecided, or approved and under way.</summary>
    public static Task<Guid?> FindOpenAsync(DatabaseTransaction transaction, Guid secretId, DateTimeOffset now) => transaction.ScalarAsync<Guid?>(
        $"""
        select d.deletion_id {From}
        where d.secret_id = @secretId and ((a.state = 'pending' and a.expires_at > @now) or o.status in ('pending', 'running'))
        """,
        new { secretId, now });

    public static Task<Deletion?> FindAsync(DatabaseTransaction read, Guid deletionId, DateTimeOffset now) =>
        read.QuerySingleOrDefaultAsync<Deletion>($"{Select} where d.deletion_id = @deletionId", new { deletionId, now });

    public static async Task<PageOf<Deletion>> FindAsync(DatabaseTransaction read, string? status, Page page, DateTimeOffset now)
    {
        var parameters = new { status, now, page.Size, page.Offset, Page.Reach };
        const string where = $"where @status::text is null or {Status} = @status";
        var items = await read.QueryAsync<Deletion>($"{Select} {where} order by d.requested_at desc, d.deletion_id limit @Size offset @Offset", parameters);
        var total = await read.ScalarAsync<int>($"select count(*)::int from (select {From} {where} limit @Reach) as matching", parameters);
        return new PageOf<Deletion>(items, page.Number, page.Size, total);
    }
}
