using PenguinMails.Contracts.Messages;

namespace PenguinMails.Postgres;

/// <summary>An open transaction: SQL, and the messages that are sent if, and only if, it commits.</summary>
/// <remarks>Not sealed: the state space of the operations is explored with tables that are held in memory.</remarks>
public class DatabaseTransaction(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken cancellationToken)
{
    /// <summary>The connection, for what the methods here do not cover (COPY, LISTEN).</summary>
    public NpgsqlConnection Connection => connection;

    /// <summary>Cancels the work of this transaction.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    internal bool HasMessages { get; private set; }

    public virtual Task<int> ExecuteAsync(string sql, object? parameters = null) => connection.ExecuteAsync(Command(sql, parameters));

    /// <summary>Several statements in one round trip; the answer must be read and disposed before the next.</summary>
    public Task<SqlMapper.GridReader> QueryMultipleAsync(string sql, object? parameters = null) =>
        connection.QueryMultipleAsync(Command(sql, parameters));

    public virtual async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        (await connection.QueryAsync<T>(Command(sql, parameters))).AsList();

    public virtual Task<T?> QuerySingleOrDefaultAsync<T>(string sql, object? parameters = null) =>
        connection.QuerySingleOrDefaultAsync<T>(Command(sql, parameters));

    public virtual Task<T?> ScalarAsync<T>(string sql, object? parameters = null) => connection.ExecuteScalarAsync<T>(Command(sql, parameters));

    /// <summary>Does a part that may fail without the rest: then only the part is undone, and what failed is returned.</summary>
    /// <returns>Null when it is done.</returns>
    /// <remarks>When the database is away, or the work is cancelled, the whole transaction fails, as ever.</remarks>
    public async Task<Exception?> TryAsync(Func<Task> part)
    {
        await ExecuteAsync("savepoint part");
        try
        {
            await part();
            await ExecuteAsync("release savepoint part");
            return null;
        }
        catch (Exception failure) when (!failure.IsPostgresAway() && !cancellationToken.IsCancellationRequested)
        {
            await ExecuteAsync("rollback to savepoint part; release savepoint part");
            return failure;
        }
    }

    /// <summary>
    /// Lets this transaction be silent for up to an hour, where the server ends others (<see cref="SessionSettings"/>): for what
    /// works on large files meanwhile, and holds no lock that anybody else needs.
    /// </summary>
    public Task AllowPausesAsync() => ExecuteAsync(SessionSettings.AllowPauses);

    /// <summary>Publishes an event to every subscriber when the transaction commits.</summary>
    public virtual Task PublishAsync(IEvent message) => EnqueueAsync(message, destination: null);

    /// <summary>Publishes an event unless one of its type waits in the outbox already. It belongs to no trace.</summary>
    /// <remarks>Two transactions at once may both publish one.</remarks>
    public async Task PublishUnlessWaitingAsync(IEvent message)
    {
        var row = OutboxRow.Of(message) with { TraceParent = $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-00" };
        HasMessages |= await ExecuteAsync(
            $"{OutboxRow.Insert} where not exists (select from outbox_message where message_type = @MessageType)", row) > 0;
    }

    /// <summary>Sends a command to one queue (see <c>PenguinMails.Contracts.Queues</c>) when the transaction commits.</summary>
    public Task SendAsync(string queue, ICommand message) => EnqueueAsync(message, queue);

    /// <summary>Records in the inbox that this message or request is handled here; false when it had been handled before.</summary>
    /// <param name="id">The message's or the request's id.</param>
    /// <param name="consumer">Who handles it.</param>
    public async Task<bool> IsFirstAsync(Guid id, string consumer) => await ExecuteAsync(
        "insert into inbox_message (message_id, consumer) values (@id, @consumer) on conflict do nothing",
        new { id, consumer }) > 0;

    private Task EnqueueAsync(object message, string? destination)
    {
        Debug.Assert(transaction is not null, "messages need a transaction");
        HasMessages = true;
        return ExecuteAsync(OutboxRow.Insert, OutboxRow.Of(message, destination));
    }

    private CommandDefinition Command(string sql, object? parameters) =>
        new(sql, parameters, transaction, cancellationToken: cancellationToken);
}
