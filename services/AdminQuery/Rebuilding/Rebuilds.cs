namespace PenguinMails.AdminQuery.Rebuilding;

/// <summary>
/// Rebuilds the projection while it answers: every tenant's version goes back to 0, so that whatever is reported next replaces it, and all tenants are asked for.
/// When every part of the replay has arrived, tenants that nobody has reported since are gone.
/// </summary>
internal static class Rebuilds
{
    private const int Kept = 100;

    /// <param name="transaction">Its messages and rows commit together.</param>
    /// <param name="reason">Why; null when there is nothing yet.</param>
    /// <param name="now">The time.</param>
    /// <returns>The new rebuild's id. One that is under way is superseded.</returns>
    public static async Task<Guid> BeginAsync(DatabaseTransaction transaction, string? reason, DateTimeOffset now)
    {
        var rebuildId = Guid.CreateVersion7(now);
        await ProjectionState.LockAsync(transaction);
        await transaction.ExecuteAsync(
            """
            update rebuild set state = 'superseded', finished_at = @now where state = 'running';
            delete from rebuild where rebuild_id in (select rebuild_id from rebuild order by requested_at desc offset @Kept);
            insert into rebuild (rebuild_id, state, reason, requested_at) values (@rebuildId, 'running', @reason, @now);
            update tenant set version = 0;
            update feed set is_whole = is_whole and @reason::text is not null;
            """,
            new { rebuildId, reason, now, Kept });
        await HeardReports.BeginAsync(transaction);
        await transaction.SendAsync(Queues.KeyIssuanceCommands, new ReplayTenantState(rebuildId));
        return rebuildId;
    }

    /// <summary>A part has been applied. Those of superseded rebuilds count for nothing.</summary>
    public static async Task RecordAsync(DatabaseTransaction transaction, ReplayPart part, TenantStatesReported report, DateTimeOffset now)
    {
        var parameters = new { part.ReplayId, part.Part, report.Number, Tenants = report.Tenants.Count, part.IsLast, part.Total, now };
        await transaction.ExecuteAsync(
            """
            insert into rebuild_part (rebuild_id, part, tenants, is_last)
            select rebuild_id, @Part, @Tenants, @IsLast from rebuild where rebuild_id = @ReplayId and state = 'running'
            on conflict do nothing;
            update rebuild set
                total = @Total, done = (select sum(p.tenants) from rebuild_part p where p.rebuild_id = @ReplayId), progress_at = @now,
                first_part = case when @Part = 1 then @Number else first_part end
            where rebuild_id = @ReplayId and state = 'running';
            """,
            parameters);
        var firstPart = await transaction.ScalarAsync<long?>(
            """
            update rebuild set state = 'done', finished_at = @now
            where rebuild_id = @ReplayId and state = 'running'
              and (select max(part) filter (where is_last) = count(*) from rebuild_part where rebuild_id = @ReplayId)
            returning coalesce(first_part, -1)
            """,
            parameters);
        if (firstPart is not null)
        {
            await transaction.ExecuteAsync("delete from tenant where version = 0; update feed set is_whole = true");
            await HeardReports.CompleteAsync(transaction, firstPart.Value);
        }
    }
}
