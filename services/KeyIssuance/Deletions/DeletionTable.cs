namespace PenguinMails.KeyIssuance.Deletions;

/// <summary>The deletions that were asked for.</summary>
internal static class DeletionTable
{
    public const string Kind = "secret.deletion";

    private const string Tables =
        $"""
        secret_deletion d join secret s on s.secret_id = d.secret_id join approval a on a.kind = '{Kind}' and a.subject_id = d.deletion_id
        left join operation o on o.operation_id = d.operation_id
        """;

    private const string Columns =
        $"""
        d.deletion_id, {ApprovalSql.State} as Status, s.tenant_id, s.type, s.name, d.reason, a.requested_by, d.requested_at, a.expires_at, a.decided_by,
        a.decided_at, a.decision_reason, d.operation_id, case when o.status = 'succeeded' then o.finished_at end as DeletedAt
        """;

    public static Task AddAsync(DatabaseTransaction transaction, Guid deletionId, Guid secretId, string reason, DateTimeOffset now) => transaction.ExecuteAsync(
        "insert into secret_deletion (deletion_id, secret_id, reason, requested_at) values (@deletionId, @secretId, @reason, @now)",
        new { deletionId, secretId, reason, now });

    public static Task<int> FollowedByAsync(DatabaseTransaction transaction, Guid deletionId, Guid operationId) => transaction.ExecuteAsync(
        "update secret_deletion set operation_id = @operationId where deletion_id = @deletionId", new { deletionId, operationId });

    /// <summary>The request for a secret that is undecided, or approved and under way.</summary>
    public static Task<Guid?> FindOpenAsync(DatabaseTransaction transaction, Guid secretId, DateTimeOffset now) => transaction.ScalarAsync<Guid?>(
        $"""
        select d.deletion_id from {Tables}
        where d.secret_id = @secretId and ({ApprovalSql.State} = 'pending' or o.status in ('pending', 'running'))
        """,
        new { secretId, now });

    public static Task<Deletion?> FindAsync(DatabaseTransaction read, Guid deletionId, DateTimeOffset now) =>
        read.QuerySingleOrDefaultAsync<Deletion>($"select {Columns} from {Tables} where d.deletion_id = @deletionId", new { deletionId, now });

    public static Task<PageOf<Deletion>> FindAsync(DatabaseTransaction read, string? status, Page page, DateTimeOffset now) => page.ReadAsync<Deletion>(
        read,
        Columns,
        $"{Tables} where @status::text is null or {ApprovalSql.State} = @status",
        "d.requested_at desc, d.deletion_id",
        new { status, now });
}
