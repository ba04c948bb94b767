namespace PenguinMails.KeyIssuance.Drift;

/// <summary>How a tenant's server is watched.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="ServerAddress">Its server.</param>
/// <param name="LastCheckedAt">When it was last checked, UTC; null when it never was.</param>
/// <param name="LastOutcome">in_order, drift, incomplete, or a code such as server_unreachable; null when it was never checked.</param>
/// <param name="LastDetail">What stood in the way, if something did.</param>
/// <param name="NextCheckAt">When it is checked next, UTC; earlier when somebody asks.</param>
/// <param name="OpenFindings">How many findings are open or being repaired.</param>
public sealed record DriftStatus(
    Guid TenantId,
    string ServerAddress,
    DateTimeOffset? LastCheckedAt,
    string? LastOutcome,
    string? LastDetail,
    DateTimeOffset NextCheckAt,
    int OpenFindings);

/// <summary>A check that was requested.</summary>
/// <param name="CheckId">The check.</param>
/// <param name="TenantId">Whose server is checked.</param>
/// <param name="Status">pending or finished.</param>
/// <param name="RequestedAt">UTC.</param>
/// <param name="FinishedAt">UTC.</param>
/// <param name="Outcome">in_order, drift, incomplete, or a code such as server_unreachable.</param>
/// <param name="Detail">What stood in the way, if something did.</param>
public sealed record DriftCheck(
    Guid CheckId, Guid TenantId, [property: OneOf("pending", "finished")] string Status, DateTimeOffset RequestedAt, DateTimeOffset? FinishedAt, string? Outcome, string? Detail);

/// <summary>202: the check is durable and due now; <c>Location</c> leads to its outcome.</summary>
/// <param name="CheckId">The check.</param>
/// <param name="Status">Always <c>pending</c> here.</param>
public sealed record DriftCheckAccepted(Guid CheckId, [property: OneOf("pending")] string Status) : Accepted;

/// <summary>Checks on demand, and how the last ones ended.</summary>
public sealed class DriftChecks(Database database, TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromDays(30);

    /// <summary>Requests a check now.</summary>
    public async Task<CheckOutcome> RequestAsync(DatabaseTransaction transaction, Guid tenantId)
    {
        // Lost servers stay for history.
        var server = await transaction.QuerySingleOrDefaultAsync<ServerRow>(
            """
            select server_id, state from server where tenant_id = @tenantId order by state = 'abandoned', created_at desc limit 1
            """,
            new { tenantId });
        if (server is not { State: "active" })
        {
            return server switch
            {
                null => new CheckOutcome.NoSuchTenant(),
                { State: "enrolling" } => new CheckOutcome.Enrolling(),
                _ => new CheckOutcome.NoServer(),
            };
        }

        var now = time.GetUtcNow();
        var checkId = Guid.CreateVersion7(now);
        await transaction.ExecuteAsync(
            """
            delete from drift_check where requested_at < @forgotten and finished_at is not null;
            insert into drift_check (check_id, server_id, tenant_id) values (@checkId, @ServerId, @tenantId);
            insert into drift_watch (server_id, due_at) values (@ServerId, now()) on conflict (server_id) do update set due_at = now();
            """,
            new { checkId, server.ServerId, tenantId, forgotten = now - Memory });
        return new CheckOutcome.Requested(checkId);
    }

    /// <summary>Null when the tenant never asked for it.</summary>
    public Task<DriftCheck?> FindAsync(Guid tenantId, Guid checkId, CancellationToken cancellationToken) => database.ReadAsync(
        read => read.QuerySingleOrDefaultAsync<DriftCheck>(
            """
            select check_id, tenant_id, case when finished_at is null then 'pending' else 'finished' end as "Status",
                   requested_at, finished_at, outcome, detail
            from drift_check where check_id = @checkId and tenant_id = @tenantId
            """,
            new { checkId, tenantId }),
        cancellationToken);

    /// <summary>Null when no server of the tenant is watched.</summary>
    public Task<DriftStatus?> StatusAsync(Guid tenantId, CancellationToken cancellationToken) => database.ReadAsync(
        read => read.QuerySingleOrDefaultAsync<DriftStatus>(
            """
            select v.tenant_id, v.address as "ServerAddress", w.checked_at as "LastCheckedAt", w.outcome as "LastOutcome",
                   w.detail as "LastDetail", w.due_at as "NextCheckAt",
                   (select count(*)::int from drift_finding f where f.server_id = v.server_id and f.state in ('open', 'repairing')) as "OpenFindings"
            from server v join drift_watch w on w.server_id = v.server_id where v.tenant_id = @tenantId and v.state = 'active'
            """,
            new { tenantId }),
        cancellationToken);

    private sealed record ServerRow(Guid ServerId, string State);
}

/// <summary>What became of a request for a check.</summary>
public abstract record CheckOutcome
{
    private CheckOutcome() { }

    public sealed record Requested(Guid CheckId) : CheckOutcome;

    public sealed record NoSuchTenant : CheckOutcome;

    /// <summary>The tenant's server is not in use yet.</summary>
    public sealed record Enrolling : CheckOutcome;

    /// <summary>The tenant's server was abandoned and has no successor yet.</summary>
    public sealed record NoServer : CheckOutcome;
}
