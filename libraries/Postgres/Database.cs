using System.Data;

namespace PenguinMails.Postgres;

/// <summary>The service's own database. Every change goes through a transaction that also holds its messages.</summary>
/// <param name="source">Its connections.</param>
/// <param name="outboxSignal">Wakes the relay; null in a service that sends no messages.</param>
public class Database(NpgsqlDataSource source, OutboxSignal? outboxSignal = null)
{
    /// <summary>Runs <paramref name="work"/> in one transaction and commits it; any exception rolls all of it back.</summary>
    public virtual async Task<T> InTransactionAsync<T>(Func<DatabaseTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var unit = new DatabaseTransaction(connection, transaction, cancellationToken);
        var result = await WithAsync(connection, () => work(unit));
        await transaction.CommitAsync(cancellationToken);
        if (unit.HasMessages)
        {
            outboxSignal?.Set();
        }

        return result;
    }

    /// <inheritdoc cref="InTransactionAsync{T}"/>
    public Task InTransactionAsync(Func<DatabaseTransaction, Task> work, CancellationToken cancellationToken) =>
        InTransactionAsync<object?>(
            async unit =>
            {
                await work(unit);
                return null;
            },
            cancellationToken);

    /// <summary>
    /// Runs <paramref name="work"/> once for a message, however often it is delivered: the message id is recorded in the
    /// inbox in the same transaction. Returns false when it had been handled before.
    /// </summary>
    public Task<bool> OnceAsync(
        Guid messageId, string consumer, Func<DatabaseTransaction, Task> work, CancellationToken cancellationToken) =>
        InTransactionAsync(
            async unit =>
            {
                if (!await unit.IsFirstAsync(messageId, consumer))
                {
                    return false;
                }

                await work(unit);
                return true;
            },
            cancellationToken);

    /// <summary>
    /// Reads without a transaction of its own: statements of one round trip are one transaction, which is committed when the last of
    /// their results has been read.
    /// </summary>
    public virtual async Task<T> ReadAsync<T>(Func<DatabaseTransaction, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await WithAsync(connection, () => read(new DatabaseTransaction(connection, null, cancellationToken)));
    }

    // Npgsql says of a connection that has broken, to whom tries to use it further, only that it is not open or that its transaction has
    // completed: errors of a program. What is thrown then is an outage (PostgresAbsence).
    private static async Task<T> WithAsync<T>(NpgsqlConnection connection, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception failure) when (connection.State != ConnectionState.Open && failure is not (NpgsqlException or OperationCanceledException))
        {
            throw new NpgsqlException("The connection to the database broke.", failure);
        }
    }
}
