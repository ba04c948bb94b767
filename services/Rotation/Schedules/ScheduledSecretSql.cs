namespace PenguinMails.Rotation.Schedules;

/// <summary>Loads and stores <see cref="ScheduledSecret"/> inside a transaction.</summary>
internal static class ScheduledSecretSql
{
    /// <summary>The columns as <see cref="ScheduledSecret"/> names them.</summary>
    public const string Columns =
        """
        tenant_id, type, name,
        case state when 'asked' then 'requested' else state end as State, current_version_id,
        changed_at, ended_at, due_at, decided_at, deadline_at, alert_at, trigger, trigger_reason, trigger_grace, triggered_at,
        triggered_for::text as TriggeredForJson, redecide_for::text as RedecideForJson, downloads,
        reads, failed_uses, failed_attempts, asked_at as RequestedAt, asks as RequestCount, next_ask_at as NextRequestAt
        """;

    /// <summary>
    /// Locks the tenant, so that its events are applied one after another, and says when its server was lost, if it was.
    /// </summary>
    public static async Task<DateTimeOffset?> LockTenantAsync(this DatabaseTransaction transaction, Guid tenantId)
    {
        await transaction.ExecuteAsync("insert into tenant_schedule (tenant_id) values (@tenantId) on conflict do nothing", new { tenantId });
        return await transaction.ScalarAsync<DateTimeOffset?>(
            "select abandoned_at from tenant_schedule where tenant_id = @tenantId for update", new { tenantId });
    }

    /// <summary>The secret's schedule, locked; a new one when no event of the secret has arrived yet.</summary>
    public static async Task<ScheduledSecret> LoadAsync(this DatabaseTransaction transaction, SecretReference secret) =>
        await transaction.QuerySingleOrDefaultAsync<ScheduledSecret>(
            $"select {Columns} from scheduled_secret where tenant_id = @TenantId and type = @Type and name = @Name for update", secret)
        ?? new ScheduledSecret(secret);

    public static Task<IReadOnlyList<ScheduledSecret>> LoadTenantAsync(this DatabaseTransaction transaction, Guid tenantId) =>
        transaction.QueryAsync<ScheduledSecret>(
            $"select {Columns} from scheduled_secret where tenant_id = @tenantId order by type, name for update", new { tenantId });

    public static Task SaveAsync(this DatabaseTransaction transaction, ScheduledSecret secret) => transaction.ExecuteAsync(
        """
        insert into scheduled_secret (tenant_id, type, name, state, current_version_id, changed_at, ended_at, due_at, decided_at,
                                      deadline_at, alert_at, trigger, trigger_reason, trigger_grace, triggered_at, triggered_for,
                                      downloads, reads, failed_uses, failed_attempts, asked_at, asks, next_ask_at)
        values (@TenantId, @Type, @Name, @state, @CurrentVersionId, @ChangedAt, @EndedAt, @DueAt, @DecidedAt,
                @DeadlineAt, @AlertAt, @Trigger, @TriggerReason, @TriggerGrace, @TriggeredAt, @TriggeredForJson::jsonb,
                @Downloads, @Reads, @FailedUses, @FailedAttempts, @RequestedAt, @RequestCount, @NextRequestAt)
        on conflict (tenant_id, type, name) do update set
            state = excluded.state, current_version_id = excluded.current_version_id, changed_at = excluded.changed_at,
            ended_at = excluded.ended_at, due_at = excluded.due_at, decided_at = excluded.decided_at,
            deadline_at = excluded.deadline_at, alert_at = excluded.alert_at, trigger = excluded.trigger,
            trigger_reason = excluded.trigger_reason, trigger_grace = excluded.trigger_grace, triggered_at = excluded.triggered_at, triggered_for = excluded.triggered_for,
            downloads = excluded.downloads, reads = excluded.reads, failed_uses = excluded.failed_uses,
            failed_attempts = excluded.failed_attempts, asked_at = excluded.asked_at, asks = excluded.asks,
            next_ask_at = excluded.next_ask_at
        """,
        new
        {
            secret.TenantId,
            secret.Type,
            secret.Name,
            state = NameOf(secret.State),
            secret.CurrentVersionId,
            secret.ChangedAt,
            secret.EndedAt,
            secret.DueAt,
            secret.DecidedAt,
            secret.DeadlineAt,
            secret.AlertAt,
            secret.Trigger,
            secret.TriggerReason,
            secret.TriggerGrace,
            secret.TriggeredAt,
            secret.TriggeredForJson,
            secret.Downloads,
            secret.Reads,
            secret.FailedUses,
            secret.FailedAttempts,
            secret.RequestedAt,
            secret.RequestCount,
            secret.NextRequestAt,
        });

    private static string NameOf(ScheduleState state) => state switch
    {
        ScheduleState.Waiting => "waiting",
        ScheduleState.Requested => "asked",
        _ => "ended",
    };
}
