namespace PenguinMails.Audit.Erasure;

/// <summary>The erasures that were asked for, and their execution.</summary>
internal static class ErasureTable
{
    public const string Kind = "audit_log.erasure";

    private const string Columns =
        """
        e.erasure_id, case when a.state = 'pending' and a.expires_at <= @now then 'expired' else a.state end as Status,
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

    /// <summary>Erases the texts and salts. The hashes stay; without the salts they reveal nothing.</summary>
    public static async Task EraseAsync(DatabaseTransaction transaction, Guid erasureId, DateTimeOffset now)
    {
        // Blocks appends meanwhile: a new record could still name the person who is being erased.
        await transaction.ExecuteAsync("select from audit_chain order by chain for update");
        await transaction.ExecuteAsync(
            """
            create temporary table forgotten on commit drop as
            select p.person_id from audit_person p, audit_erasure e
            where e.erasure_id = @erasureId and (p.tenant_id = e.tenant_id or p.name_key = e.user_name)
            """,
            new { erasureId });
        await PersonReferences.EraseAsync(transaction);
        var reasons = await transaction.ExecuteAsync(
            """
            update audit_reason set reason = null, salt = null
            where reason is not null
              and (person_id in (select person_id from forgotten)
                   or tenant_id = (select tenant_id from audit_erasure where erasure_id = @erasureId))
            """,
            new { erasureId });
        await transaction.ExecuteAsync(
            """
            update audit_origin set content_key = null, user_name = null, ip_address = null, user_agent = null, salt = null
            where person_id in (select person_id from forgotten)
            """);
        var people = await transaction.ExecuteAsync(
            "update audit_person set name_key = null, erased_at = @now where person_id in (select person_id from forgotten)", new { now });
        await transaction.ExecuteAsync(
            """
            update audit_erasure set erased_at = @now, people = @people, reasons = @reasons, user_name = null,
                left_over = (select count(*) from audit_record where person_id in (select person_id from forgotten) and format = 1)
            where erasure_id = @erasureId
            """,
            new { erasureId, now, people, reasons });
    }

    /// <summary>The erasure was rejected, so the name in the request is deleted.</summary>
    public static Task RejectAsync(DatabaseTransaction transaction, Guid erasureId) =>
        transaction.ExecuteAsync("update audit_erasure set user_name = null where erasure_id = @erasureId", new { erasureId });
}
