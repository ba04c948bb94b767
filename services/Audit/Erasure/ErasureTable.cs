namespace PenguinMails.Audit.Erasure;

/// <summary>The erasures that were asked for, and their execution.</summary>
internal static class ErasureTable
{
    public const string Kind = "audit_log.erasure";

    private const string Select =
        $"""
        select e.erasure_id as ErasureId,
               case when a.state = 'pending' and a.expires_at <= @now then 'expired' else a.state end as Status,
               e.tenant_id as TenantId, e.user_name as "User", e.reason as Reason, a.requested_by as RequestedBy, e.requested_at as RequestedAt,
               a.expires_at as ExpiresAt, a.decided_by as DecidedBy, e.erased_at as ErasedAt, e.people as People, e.reasons as Reasons,
               e.left_over as LeftOver
        from audit_erasure e join approval a on a.kind = '{Kind}' and a.subject_id = e.erasure_id
        """;

    public static Task AddAsync(DatabaseTransaction transaction, Guid erasureId, RequestErasure request, DateTimeOffset now) => transaction.ExecuteAsync(
        """
        insert into audit_erasure (erasure_id, tenant_id, user_name, reason, requested_at)
        values (@erasureId, @TenantId, @User, @Reason, @now)
        """,
        new { erasureId, request.TenantId, User = request.User?.ToLowerInvariant(), request.Reason, now });

    public static Task<ErasureView?> FindAsync(DatabaseTransaction connection, Guid erasureId, DateTimeOffset now) =>
        connection.QuerySingleOrDefaultAsync<ErasureView>($"{Select} where e.erasure_id = @erasureId", new { erasureId, now });

    public static async Task<PageOf<ErasureView>> FindAsync(DatabaseTransaction connection, Page page, DateTimeOffset now)
    {
        var parameters = new { now, page.Size, page.Offset, Page.Reach };
        var items = await connection.QueryAsync<ErasureView>(
            $"{Select} order by e.requested_at desc, e.erasure_id limit @Size offset @Offset", parameters);
        var total = await connection.ScalarAsync<int>("select count(*) from (select from audit_erasure limit @Reach) as matching", parameters);
        return new PageOf<ErasureView>(items, page.Number, page.Size, total);
    }

    /// <summary>Forgets them: texts and salts go; what was hashed stays, and says nothing without them.</summary>
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

    /// <summary>Not done: then the name need not be kept either.</summary>
    public static Task RejectAsync(DatabaseTransaction transaction, Guid erasureId) =>
        transaction.ExecuteAsync("update audit_erasure set user_name = null where erasure_id = @erasureId", new { erasureId });
}
