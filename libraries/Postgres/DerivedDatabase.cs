namespace PenguinMails.Postgres;

/// <summary>
/// A database that holds nothing but what can be had again, and may be dropped while the service runs. Until its tables are there again, it is away: requests
/// are answered so, and messages wait, where they would be set aside as ones that cannot be handled.
/// </summary>
internal sealed class DerivedDatabase(NpgsqlDataSource source, OutboxSignal? outboxSignal = null) : Database(source, outboxSignal)
{
    public override Task<T> InTransactionAsync<T>(Func<DatabaseTransaction, Task<T>> work, CancellationToken cancellationToken) =>
        WithTablesAsync(() => base.InTransactionAsync(work, cancellationToken));

    public override Task<T> ReadAsync<T>(Func<DatabaseTransaction, Task<T>> read, CancellationToken cancellationToken) =>
        WithTablesAsync(() => base.ReadAsync(read, cancellationToken));

    private static async Task<T> WithTablesAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (PostgresException gone) when (gone.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            throw new NpgsqlException("The database has no tables.", gone);
        }
    }
}
