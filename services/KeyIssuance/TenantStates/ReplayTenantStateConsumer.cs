namespace PenguinMails.KeyIssuance.TenantStates;

/// <summary>Begins a replay of all tenants' states; one that is under way is given up for it.</summary>
internal sealed class ReplayTenantStateConsumer(Database database) : InboxConsumer<ReplayTenantState>(database)
{
    protected override Task HandleAsync(ReplayTenantState message, DatabaseTransaction transaction) => BeginAsync(transaction, message.ReplayId);

    public static Task BeginAsync(DatabaseTransaction transaction, Guid replayId) => transaction.ExecuteAsync(
        """
        insert into state_replay (replay_id, total) values (@replayId, (select count(*) from tenant))
        on conflict (is_only) do update set
            replay_id = excluded.replay_id, requested_at = now(), total = excluded.total, after_tenant = null, part = 0, is_done = false
        where state_replay.replay_id <> excluded.replay_id;
        select pg_notify('tenant_changed', '');
        """,
        new { replayId });
}
