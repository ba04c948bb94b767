using Npgsql;
using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.Postgres;

namespace PenguinMails.KeyIssuance.Tests.Crashes;

/// <summary>
/// Leases an operation in the transaction that starts it: no worker can take it up, unless it is given the lease, until the lease is
/// over.
/// </summary>
internal sealed class LeasingDatabase(NpgsqlDataSource source) : Database(source, new OutboxSignal())
{
    /// <summary>Longer than any test, so that no worker renews it: a renewal would be an effect at a time of its own.</summary>
    public const string LeaseTime = "00:10:00";

    /// <summary>The lease of the operation; null while none has started.</summary>
    public Lease? Lease { get; private set; }

    public override Task<T> InTransactionAsync<T>(Func<DatabaseTransaction, Task<T>> work, CancellationToken cancellationToken) =>
        base.InTransactionAsync(
            async transaction =>
            {
                var result = await work(transaction);
                var owner = Guid.CreateVersion7();
                // What is visible and not committed yet was written here, also after a savepoint, whose rows have a number of their own.
                var leased = await transaction.ScalarAsync<Guid?>(
                    $"""
                    update operation set status = 'running', lease_owner = @owner, lease_until = now() + interval '{LeaseTime}'
                    where status = 'pending' and pg_xact_status(
                        (((pg_current_xact_id()::text::bigint >> 32) << 32) | xmin::text::bigint)::text::xid8) = 'in progress'
                    returning operation_id
                    """,
                    new { owner });
                Lease = leased is { } operationId ? new Lease(operationId, owner) : Lease;
                return result;
            },
            cancellationToken);
}
