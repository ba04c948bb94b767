using Microsoft.Extensions.Options;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.KeyIssuance.Servers.Connections;
using PenguinMails.Postgres;

namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>One worker's right to work an operation.</summary>
/// <param name="OperationId">The operation.</param>
/// <param name="Owner">New with every claim: a worker that lost its lease is a stranger, also to another one of its own process.</param>
public sealed record Lease(Guid OperationId, Guid Owner);

/// <summary>
/// The operations' rows as a worker sees them. Whoever holds the lease may write; a write without it does nothing. Leases run
/// by the database's clock, the one that all instances share.
/// </summary>
internal sealed class OperationStore(Database database, IOptions<KeyIssuanceOptions> options)
{
    /// <summary>
    /// Leases the next due operation that nobody works on, unless its server has its share of workers already: one that hangs must
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
                    from operation o join secret s on s.secret_id = o.secret_id join server v on v.server_id = s.server_id
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

    /// <summary>The operation as it is now; null when the lease is lost.</summary>
    public Task<Operation?> LoadAsync(Lease lease, AdminConnection connection, CancellationToken cancellationToken) => database.ReadAsync(
        async read =>
        {
            var row = await read.QuerySingleOrDefaultAsync<OperationRow>(
                """
                select o.operation_id as "OperationId", o.fence as "Fence", o.secret_id as "SecretId", o.tenant_id as "TenantId", o.kind as "Kind",
                       o.step as "Step", o.version_id as "VersionId", o.triggered_by as "TriggeredBy", o.trigger as "Trigger", o.reason as "Reason",
                       o.actor::text as "Actor", o.grace_period as "GracePeriod", o.grace_ends_at as "GraceEndsAt",
                       o.request_id as "RequestId", o.trace_parent as "TraceParent", o.attempts as "Attempts", o.is_alerted as "IsAlerted", o.failure_code as "FailureCode",
                       o.failure_detail as "FailureDetail", s.type as "Type", s.name as "Name", s.key_type as "KeyType",
                       v.server_id as "ServerId", v.open_until as "ServerOpenUntil", v.address as "Address", v.port as "Port", v.host_key as "HostKey",
                       v.admin_account as "AdminAccount", v.tenant_account as "TenantAccount", t.name as "TenantName"
                from operation o join secret s on s.secret_id = o.secret_id join server v on v.server_id = s.server_id
                join tenant t on t.tenant_id = o.tenant_id
                where o.operation_id = @OperationId and o.lease_owner = @Owner and o.status = 'running'
                """,
                lease);
            return row is null ? null : new Operation(row, await SecretVersions.AllAsync(read, row.SecretId), lease, connection);
        },
        cancellationToken);

    /// <summary>
    /// Commits what a worker has to say, if it still holds the lease. False when it does not: then nothing is written.
    /// </summary>
    public async Task<bool> WhileLeasedAsync(Lease lease, Func<DatabaseTransaction, Task> write, CancellationToken cancellationToken) =>
        await GetWhileLeasedAsync(
            lease,
            async transaction =>
            {
                await write(transaction);
                return true;
            },
            cancellationToken) is true;

    /// <summary>The same, with what was written. Null when the lease is lost.</summary>
    public Task<T?> GetWhileLeasedAsync<T>(Lease lease, Func<DatabaseTransaction, Task<T>> write, CancellationToken cancellationToken)
        where T : struct => database.InTransactionAsync(
            async transaction =>
            {
                // The secret first, as requests do: two orders of locking would deadlock.
                await transaction.ExecuteAsync(
                    "select from secret where secret_id = (select secret_id from operation where operation_id = @OperationId) for update",
                    lease);
                var isOurs = await transaction.ScalarAsync<Guid?>(
                    "select operation_id from operation where operation_id = @OperationId and lease_owner = @Owner and status = 'running' for update",
                    lease) is not null;
                return isOurs ? await write(transaction) : (T?)null;
            },
            cancellationToken);
}
