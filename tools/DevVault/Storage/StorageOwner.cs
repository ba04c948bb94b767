using Dapper;
using Npgsql;

namespace PenguinMails.DevVault.Storage;

/// <summary>
/// Holds the table for this process: decrypted entries are cached, so a second server on the same table would answer with
/// stale ones. The lock dies with the connection, hence with the process, however that ends.
/// </summary>
internal sealed class StorageOwner : IAsyncDisposable
{
    private const long LockKey = 7_235_423_002;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly NpgsqlConnection _connection;

    private StorageOwner(NpgsqlConnection connection) => _connection = connection;

    /// <exception cref="InvalidOperationException">Another server holds the table and does not let go.</exception>
    public static async Task<StorageOwner> TakeAsync(string connectionString, TimeProvider time, CancellationToken cancellationToken)
    {
        // Outside the pool: it lives as long as the process, and a pooled connection would be reset when returned.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 30 }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        var deadline = time.GetUtcNow() + Patience;

        // A server that was just killed may still be connected for a moment.
        while (!await connection.ExecuteScalarAsync<bool>("select pg_try_advisory_lock(@LockKey)", new { LockKey }))
        {
            if (time.GetUtcNow() > deadline)
            {
                await connection.DisposeAsync();
                throw new InvalidOperationException("Another DevVault is using this database. Stop it, or use another database.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }

        return new StorageOwner(connection);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
