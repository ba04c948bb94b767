using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.Postgres;

namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>The operations' rows as a worker sees them. Whoever holds the lease may write; a write without it does nothing.</summary>
internal sealed class OperationStore(Database database, TimeProvider time)
{
    /// <summary>Identifies this process among the workers.</summary>
    public Guid Owner { get; } = Guid.CreateVersion7();

    /// <summary>Leases the next due operation that nobody works on.</summary>
    public Task<Guid?> ClaimAsync(TimeSpan lease, CancellationToken cancellationToken) => database.InTransactionAsync(
        transaction => transaction.ScalarAsync<Guid?>(
            """
            update operation set status = 'running', lease_owner = @Owner, lease_until = @until
            where operation_id = (
                select operation_id from operation
                where status in ('pending', 'running') and not_before <= @now and (lease_until is null or lease_until < @now)
                order by not_before limit 1 for update skip locked)
            returning operation_id
            """,
            new { Owner, now = time.GetUtcNow(), until = time.GetUtcNow() + lease }),
        cancellationToken);

    /// <summary>Extends the lease; false when it is lost.</summary>
    public Task<bool> RenewAsync(Guid operationId, TimeSpan lease, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction => await transaction.ExecuteAsync(
            "update operation set lease_until = @until where operation_id = @operationId and lease_owner = @Owner and status = 'running'",
            new { operationId, Owner, until = time.GetUtcNow() + lease }) == 1,
        cancellationToken);

    /// <summary>The operation as it is now; null when the lease is lost.</summary>
    public Task<Operation?> LoadAsync(Guid operationId, CancellationToken cancellationToken) => database.ReadAsync(
        async read =>
        {
            var row = await read.QuerySingleOrDefaultAsync<OperationRow>(
                """
                select o.operation_id as "OperationId", o.fence as "Fence", o.secret_id as "SecretId", o.tenant_id as "TenantId", o.kind as "Kind",
                       o.step as "Step", o.version_id as "VersionId", o.triggered_by as "TriggeredBy", o.trigger as "Trigger", o.reason as "Reason",
                       o.actor::text as "Actor", o.grace_period as "GracePeriod", o.grace_ends_at as "GraceEndsAt",
                       o.trace_parent as "TraceParent", o.attempts as "Attempts", s.type as "Type", s.name as "Name", s.key_type as "KeyType",
                       v.server_id as "ServerId", v.address as "Address", v.port as "Port", v.host_key as "HostKey",
                       v.admin_account as "AdminAccount", v.tenant_account as "TenantAccount", t.name as "TenantName"
                from operation o join secret s on s.secret_id = o.secret_id join server v on v.server_id = s.server_id
                join tenant t on t.tenant_id = o.tenant_id
                where o.operation_id = @operationId and o.lease_owner = @Owner and o.status = 'running'
                """,
                new { operationId, Owner });
            return row is null ? null : new Operation(row, await SecretVersions.AllAsync(read, row.SecretId));
        },
        cancellationToken);

    /// <summary>
    /// Commits what a worker has to say, if it still holds the lease. False when it does not: then nothing is written.
    /// </summary>
    public Task<bool> WhileLeasedAsync(Guid operationId, Func<DatabaseTransaction, Task> write, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async transaction =>
            {
                // The secret first, as requests do: two orders of locking would deadlock.
                await transaction.ExecuteAsync(
                    "select from secret where secret_id = (select secret_id from operation where operation_id = @operationId) for update",
                    new { operationId });
                var isOurs = await transaction.ScalarAsync<Guid?>(
                    "select operation_id from operation where operation_id = @operationId and lease_owner = @Owner and status = 'running' for update",
                    new { operationId, Owner }) is not null;
                if (isOurs)
                {
                    await write(transaction);
                }

                return isOurs;
            },
            cancellationToken);
}
