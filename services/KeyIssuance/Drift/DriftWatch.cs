using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.Drift;

/// <summary>One worker's right to check a server.</summary>
/// <param name="ServerId">The server.</param>
/// <param name="Owner">New with every claim.</param>
/// <param name="ClaimedAt">By the database's clock. Checks that were asked for until then are answered by this check.</param>
/// <param name="Attempts">Checks in a row that were incomplete.</param>
/// <param name="LastOutcome">How the previous check ended; null for the first.</param>
internal sealed record WatchLease(Guid ServerId, Guid Owner, DateTimeOffset ClaimedAt, int Attempts, string? LastOutcome);

/// <summary>When each server is checked: rows that all instances share. Leases run by the database's clock.</summary>
internal sealed class DriftWatch(
    Database database, DriftReports reports, IOptions<DriftOptions> drift, IOptions<KeyIssuanceOptions> options, TimeProvider time)
{
    /// <summary>The server is checked from now on.</summary>
    public Task BeginAsync(DatabaseTransaction transaction, Guid serverId) => transaction.ExecuteAsync(
        "insert into drift_watch (server_id, due_at) values (@serverId, now() + @Interval * (0.1 + 0.9 * random())) on conflict do nothing",
        new { serverId, drift.Value.Interval });

    /// <summary>Checks the server at once, unless the last check has ended in this way already.</summary>
    public static Task CheckNowAsync(DatabaseTransaction transaction, Guid serverId, string outcome) => transaction.ExecuteAsync(
        "update drift_watch set due_at = now() where server_id = @serverId and due_at > now() and outcome is distinct from @outcome", new { serverId, outcome });

    /// <summary>Leases the next server that is due and that no worker checks.</summary>
    public Task<WatchLease?> ClaimAsync(CancellationToken cancellationToken) => database.InTransactionAsync(
        transaction => transaction.QuerySingleOrDefaultAsync<WatchLease>(
            """
            update drift_watch set lease_owner = @owner, lease_until = now() + @CheckLimit
            where server_id = (
                select w.server_id from drift_watch w join server v on v.server_id = w.server_id
                where v.state = 'active' and w.due_at <= now() and (w.lease_until is null or w.lease_until < now())
                order by w.due_at limit 1 for update of w skip locked)
            returning server_id, lease_owner as "Owner", now() as "ClaimedAt", attempts, outcome as "LastOutcome"
            """,
            new { owner = Guid.CreateVersion7(), drift.Value.CheckLimit }),
        cancellationToken);

    /// <summary>Records how a check ended, and completes the checks that were requested. A no-op without the lease.</summary>
    public Task FinishAsync(WatchLease lease, CheckResult result, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            // The server first, as operations do: two orders of locking would deadlock.
            await transaction.ExecuteAsync("select from server where server_id = @ServerId for no key update", new { lease.ServerId });
            var attempts = result.IsWhole ? 0 : lease.Attempts + 1;
            var isOurs = await transaction.ExecuteAsync(
                """
                update drift_watch set lease_owner = null, lease_until = null, attempts = @attempts, checked_at = @now, outcome = @Outcome, detail = @Detail,
                    due_at = case when exists (select from drift_check c where c.server_id = @ServerId and c.finished_at is null and c.requested_at > @ClaimedAt)
                             then now() else now() + @wait end
                where server_id = @ServerId and lease_owner = @Owner
                """,
                new { lease.ServerId, lease.Owner, lease.ClaimedAt, result.Outcome, result.Detail, attempts, wait = WaitAfter(result, attempts), now = time.GetUtcNow() }) == 1;
            if (!isOurs)
            {
                return;
            }

            await transaction.ExecuteAsync(
                """
                update drift_check set finished_at = @now, outcome = @Outcome, detail = @Detail
                where server_id = @ServerId and finished_at is null and requested_at <= @ClaimedAt
                """,
                new { lease.ServerId, lease.ClaimedAt, result.Outcome, result.Detail, now = time.GetUtcNow() });
            await NoteReachabilityAsync(transaction, lease.ServerId, result);
            if (result.Outcome == CheckOutcomes.HostKeyChanged && lease.LastOutcome != CheckOutcomes.HostKeyChanged)
            {
                await reports.HostKeyChangedAsync(transaction, lease.ServerId, result.Detail!);
            }
        },
        cancellationToken);

    /// <summary>Releases the lease without an outcome: a dependency of the platform was unavailable.</summary>
    public Task ReleaseAsync(WatchLease lease, CancellationToken cancellationToken) => database.InTransactionAsync(
        transaction => transaction.ExecuteAsync(
            """
            update drift_watch set lease_owner = null, lease_until = null, due_at = now() + @DependencyRetry
            where server_id = @ServerId and lease_owner = @Owner
            """,
            new { lease.ServerId, lease.Owner, options.Value.DependencyRetry }),
        cancellationToken);

    /// <summary>The server is given up: it is not checked any more, and requested checks end.</summary>
    public static Task EndAsync(DatabaseTransaction transaction, Guid serverId, DateTimeOffset now) => transaction.ExecuteAsync(
        """
        delete from drift_watch where server_id = @serverId;
        update drift_check set finished_at = @now, outcome = 'no_server', detail = 'The server was abandoned.' where server_id = @serverId and finished_at is null;
        """,
        new { serverId, now });

    // What was not seen is tried again sooner, but never more often than asked for.
    private TimeSpan WaitAfter(CheckResult result, int attempts)
    {
        var usual = drift.Value.NextInterval();
        var backOff = result.IsWhole ? usual : options.Value.BackOff(attempts);
        return backOff < usual ? backOff : usual;
    }

    private async Task NoteReachabilityAsync(DatabaseTransaction transaction, Guid serverId, CheckResult result)
    {
        if (result.IsUnreachable)
        {
            await transaction.ExecuteAsync(
                "update server set unreachable_since = coalesce(unreachable_since, @now), last_error = @Detail where server_id = @serverId",
                new { serverId, result.Detail, now = time.GetUtcNow() });
        }
        else if (result.IsWhole)
        {
            await transaction.ExecuteAsync(
                $"update server set {ServerBreaker.Closed} where server_id = @serverId and (failures > 0 or open_until is not null or unreachable_since is not null)",
                new { serverId });
        }
    }
}
