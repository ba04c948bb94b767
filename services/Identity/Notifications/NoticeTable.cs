namespace PenguinMails.Identity.Notifications;

/// <summary>Notices as this database holds them.</summary>
internal static class NoticeTable
{
    /// <summary>What <see cref="Notice"/> is read from.</summary>
    public const string Columns =
        """
        n.notice_id as NoticeId, n.tenant_id as TenantId, n.event as Event, n.secret_type as SecretType, n.secret_name as SecretName,
        n.version_id as VersionId, n.fingerprint as Fingerprint, n.at as At, n.alert_kind as AlertKind, n.occurred_at as OccurredAt, n.due_at as DueAt
        """;

    private const string OfSecret = "tenant_id = @TenantId and event = @Event and secret_type = @SecretType and secret_name = @SecretName";

    /// <summary>One change of a tenant's notices at a time: of two that meet, the second sees the first.</summary>
    public static Task LockNoticesAsync(this DatabaseTransaction transaction, Guid tenantId) =>
        transaction.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('notices ' || @tenantId, 0))", new { tenantId });

    public static Task AddNoticeAsync(this DatabaseTransaction transaction, Notice notice) => transaction.ExecuteAsync(
        """
        insert into notice (notice_id, tenant_id, event, secret_type, secret_name, version_id, fingerprint, at, alert_kind, occurred_at, due_at)
        values (@NoticeId, @TenantId, @Event, @SecretType, @SecretName, @VersionId, @Fingerprint, @At, @AlertKind, @OccurredAt, @DueAt)
        """,
        notice);

    /// <summary>When people were last told of this event of the secret, and of which time; null when they never were.</summary>
    public static Task<ToldNotice?> LastToldAsync(this DatabaseTransaction transaction, Notice notice) => transaction.QuerySingleOrDefaultAsync<ToldNotice>(
        $"select told_at as ToldAt, at as At from notice where {OfSecret} and told_at is not null order by told_at desc limit 1", notice);

    /// <summary>Whether the same happened to the secret since then, withdrawn or not.</summary>
    public static Task<bool> HappenedSinceAsync(this DatabaseTransaction transaction, Notice notice, DateTimeOffset since) => transaction.ScalarAsync<bool>(
        $"select exists (select from notice where {OfSecret} and occurred_at > @since)",
        new { notice.TenantId, notice.Event, notice.SecretType, notice.SecretName, since });

    /// <summary>Withdraws what has not been told yet.</summary>
    /// <param name="notice">Names the secret, and when that was decided.</param>
    /// <param name="tenantEvent">The event.</param>
    /// <param name="versionId">Only of this version; null: of all.</param>
    /// <param name="now">When that is.</param>
    public static Task WithdrawAsync(this DatabaseTransaction transaction, Notice notice, string tenantEvent, Guid? versionId, DateTimeOffset now) => transaction.ExecuteAsync(
        $"""
        update notice set withdrawn_at = @now where {OfSecret} and told_at is null and withdrawn_at is null
            and occurred_at <= @OccurredAt and (@versionId::uuid is null or version_id = @versionId)
        """,
        new { notice.TenantId, Event = tenantEvent, notice.SecretType, notice.SecretName, notice.OccurredAt, versionId, now });

    /// <summary>Those that are due and not told.</summary>
    public static Task<IReadOnlyList<Notice>> DueNoticesAsync(this DatabaseTransaction transaction, DateTimeOffset now, int limit) => transaction.QueryAsync<Notice>(
        $"select {Columns} from notice n where due_at <= @now and told_at is null and withdrawn_at is null order by due_at limit @limit", new { now, limit });

    /// <returns>False when somebody else has told it, or it was withdrawn.</returns>
    public static async Task<bool> TellAsync(this DatabaseTransaction transaction, Guid noticeId, DateTimeOffset now) => await transaction.ExecuteAsync(
        "update notice set told_at = @now where notice_id = @noticeId and told_at is null and withdrawn_at is null", new { noticeId, now }) == 1;

    /// <summary>What a message says, in the order in which it happened.</summary>
    public static Task<IReadOnlyList<Notice>> NoticesOfAsync(this DatabaseTransaction read, Guid messageId) => read.QueryAsync<Notice>(
        $"select {Columns} from message_notice join notice n using (notice_id) where message_id = @messageId order by n.occurred_at, n.notice_id", new { messageId });
}

/// <summary>A notice that was told.</summary>
/// <param name="ToldAt">When.</param>
/// <param name="At">The time that it is about.</param>
internal sealed record ToldNotice(DateTimeOffset ToldAt, DateTimeOffset? At);
