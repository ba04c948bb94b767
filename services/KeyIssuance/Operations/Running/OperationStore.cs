namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>One worker's right to work an operation.</summary>
/// <param name="OperationId">The operation.</param>
/// <param name="Owner">New with every claim: a worker that lost its lease holds none any more, also beside another worker of its process.</param>
public sealed record Lease(Guid OperationId, Guid Owner);

/// <summary>
/// The operations' rows as a worker sees them. Only the lease holder can write; any other write is a no-op. Leases run by the database's
/// clock, the one that all instances share.
/// </summary>
internal sealed class OperationStore(Database database, SecretTypeCatalog types, IOptions<KeyIssuanceOptions> options, TimeProvider time)
{
    /// <summary>
    /// Leases the next due operation that nobody works on, unless its server has its share of workers already: a server that hangs must
    /// leave some to all others.
    /// </summary>
    public Task<Lease?> ClaimAsync(TimeSpan length, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            var owner = Guid.CreateVersion7();
            var operationId = await transaction.ScalarAsync<Guid?>(
                """
                with busy as (
                    select v.address, v.port
                    from operation o join secret s on s.secret_id = o.secret_id join server v on v.server_id = s.server_id
                    where o.lease_until >= now() and o.status = 'running'
                    group by v.address, v.port having count(*) >= @PerServer)
                update operation set status = 'running', lease_owner = @owner, lease_until = now() + @length
                where operation_id = (
                    select o.operation_id
                    from operation o join secret s on s.secret_id = o.secret_id left join server v on v.server_id = s.server_id
                    where o.status in ('pending', 'running') and o.not_before <= now() and (o.lease_until is null or o.lease_until < now())
                      and not exists (select from busy where busy.address = v.address and busy.port = v.port)
                    order by o.not_before limit 1 for update of o skip locked)
                returning operation_id
                """,
                new { owner, length, PerServer = options.Value.EffectiveOperationsPerServer });
            return operationId is { } claimed ? new Lease(claimed, owner) : null;
        },
        cancellationToken);

    /// <summary>Extends the lease; false when it is lost.</summary>
    public Task<bool> RenewAsync(Lease lease, TimeSpan length, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction => await transaction.ExecuteAsync(
            """
            update operation set lease_until = now() + @length
            where operation_id = @OperationId and lease_owner = @Owner and status = 'running'
            """,
            new { lease.OperationId, lease.Owner, length }) == 1,
        cancellationToken);

    /// <summary>Begins the present step and reads the operation as it is now.</summary>
    /// <returns>Null when the lease is lost.</returns>
    public Task<Operation?> BeginStepAsync(Lease lease, KeptConnections connections, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction => await HoldAsync(transaction, lease) ? await BeginStepAsync(transaction, lease, connections) : null, cancellationToken);

    /// <summary>Begins the present step in a transaction that holds the lease.</summary>
    public async Task<Operation?> BeginStepAsync(DatabaseTransaction transaction, Lease lease, KeptConnections connections)
    {
        var row = await transaction.QuerySingleOrDefaultAsync<OperationRow>(
            """
            with begun as (
                update operation_step p set status = 'running', started_at = coalesce(p.started_at, @now), attempts = p.attempts + 1
                from operation o where o.operation_id = @OperationId and p.operation_id = o.operation_id and p.name = o.step)
            select o.operation_id as "OperationId", o.fence as "Fence", o.secret_id as "SecretId", o.tenant_id as "TenantId", o.kind as "Kind",
                   o.step as "Step", o.version_id as "VersionId", o.triggered_by as "TriggeredBy", o.trigger as "Trigger", o.reason as "Reason",
                   o.actor::text as "Actor", o.grace_period as "GracePeriod", o.grace_ends_at as "GraceEndsAt",
                   o.request_id as "RequestId", o.approval_id as "ApprovalId", o.on_behalf_of::text as "OnBehalfOf", o.campaign_id as "CampaignId", o.trace_parent as "TraceParent", o.attempts as "Attempts", o.is_alerted as "IsAlerted",
                   o.failure_code as "FailureCode", o.failure_detail as "FailureDetail",
                   s.type as "Type", s.name as "Name", s.settings::text as "Settings",
                   v.server_id as "ServerId", v.bootstrap_version as "BootstrapVersion", v.open_until as "ServerOpenUntil",
                   coalesce(v.failures > 0 or v.open_until is not null or v.unreachable_since is not null, false) as "IsServerSuspect",
                   v.address as "Address", v.port as "Port", v.host_key as "HostKey",
                   v.admin_account as "AdminAccount", v.tenant_account as "TenantAccount", t.name as "TenantName"
            from operation o join secret s on s.secret_id = o.secret_id left join server v on v.server_id = s.server_id
            join tenant t on t.tenant_id = o.tenant_id
            where o.operation_id = @OperationId and o.lease_owner = @Owner and o.status = 'running'
            """,
            new { lease.OperationId, lease.Owner, now = time.GetUtcNow() });
        return row is null ? null : new Operation(row, types.Get(row.Type), await SecretVersions.AllAsync(transaction, row.SecretId), lease, connections);
    }

    /// <summary>Commits a worker's changes while it holds the lease.</summary>
    /// <returns>False when it does not: then nothing is written.</returns>
    public async Task<bool> WhileLeasedAsync(Lease lease, Func<DatabaseTransaction, Task> write, CancellationToken cancellationToken) =>
        await GetWhileLeasedAsync(
            lease,
            async transaction =>
            {
                await write(transaction);
                return true;
            },
            cancellationToken) is true;

    /// <summary>Commits a worker's changes while it holds the lease, and returns their result.</summary>
    /// <returns>Null when it does not: then nothing is written.</returns>
    public Task<T?> GetWhileLeasedAsync<T>(Lease lease, Func<DatabaseTransaction, Task<T>> write, CancellationToken cancellationToken)
        where T : struct => database.InTransactionAsync(
            async transaction => await HoldAsync(transaction, lease) ? await write(transaction) : (T?)null, cancellationToken);

    /// <summary>Commits a step's result while the worker holds the lease.</summary>
    /// <returns>The operation with its next step begun; null when none can run now, or the lease is lost.</returns>
    public Task<Operation?> CommitStepAsync(Lease lease, Func<DatabaseTransaction, Task<Operation?>> commit, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async transaction => await HoldAsync(transaction, lease) ? await commit(transaction) : null, cancellationToken);

    // The secret first, as requests do: two orders of locking would deadlock. The lock on the operation is taken above the join.
    private static async Task<bool> HoldAsync(DatabaseTransaction transaction, Lease lease) => await transaction.ScalarAsync<Guid?>(
        """
        with held as materialized (
            select secret_id from secret where secret_id = (select secret_id from operation where operation_id = @OperationId) for update)
        select o.operation_id from held join operation o on o.secret_id = held.secret_id
        where o.operation_id = @OperationId and o.lease_owner = @Owner and o.status = 'running' for update of o
        """,
        lease) is not null;
}
