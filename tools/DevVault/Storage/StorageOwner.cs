using Dapper;
using Npgsql;

namespace PenguinMails.DevVault.Storage;

/// <summary>
/// Holds the table for this process: decrypted entries are cached, so a second server on the same table would answer with
/// stale ones. The lock dies with the connection, hence with the process, however that ends; when Postgres ends it, it is taken
/// again as soon as Postgres is back.
/// </summary>
internal sealed class StorageOwner : IAsyncDisposable
{
    private const long LockKey = 7_235_423_002;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);
    private readonly string _connectionString;
    private readonly TimeProvider _time;
    private NpgsqlConnection _connection;

    private StorageOwner(string connectionString, TimeProvider time, NpgsqlConnection connection) =>
        (_connectionString, _time, _connection) = (connectionString, time, connection);

    /// <exception cref="InvalidOperationException">Another server holds the table and does not let go.</exception>
    public static async Task<StorageOwner> TakeAsync(string connectionString, TimeProvider time, CancellationToken cancellationToken) =>
        new(connectionString, time, await LockAsync(connectionString, time, cancellationToken));

    /// <summary>Watches the lock until it is cancelled.</summary>
    /// <exception cref="InvalidOperationException">It was lost, and another server has taken the table.</exception>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(CheckInterval, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await _connection.ExecuteAsync(new CommandDefinition("select 1", cancellationToken: cancellationToken));
            }
            catch (Exception lost) when (lost is NpgsqlException or InvalidOperationException)
            {
                await TryTakeAgainAsync(cancellationToken);
            }
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static async Task<NpgsqlConnection> LockAsync(string connectionString, TimeProvider time, CancellationToken cancellationToken)
    {
        // Outside the pool: it lives as long as the process, and a pooled connection would be reset when returned.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 30 }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            var deadline = time.GetUtcNow() + Patience;

            // A server that was just killed may still be connected for a moment.
            while (!await connection.ExecuteScalarAsync<bool>("select pg_try_advisory_lock(@LockKey)", new { LockKey }))
            {
                if (time.GetUtcNow() > deadline)
                {
                    throw new InvalidOperationException("Another DevVault is using this database. Stop it, or use another database.");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
            }

            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task TryTakeAgainAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _connection.DisposeAsync();
            _connection = await LockAsync(_connectionString, _time, cancellationToken);
        }
        catch (NpgsqlException)
        {
            // Postgres is still away, and with it the table.
        }
    }
}
