using System.Collections.Concurrent;

namespace PenguinMails.Postgres;

/// <summary>
/// Receives the notices that any instance sends with <c>pg_notify</c>, after the commit of the sending transaction (PostgreSQL manual,
/// NOTIFY). A notice is a hint and may be missed while the connection is down; every listener also polls.
/// </summary>
public sealed class ChangeNotices(NpgsqlDataSource source, TimeProvider time, ILogger<ChangeNotices> log) : BackgroundWorker(time, log)
{
    private static readonly TimeSpan ConnectionCheck = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<ChangeListener, bool> _listeners = [];
    private readonly ConcurrentDictionary<string, bool> _channels = new(StringComparer.Ordinal);

    /// <summary>Listens to a channel. Its name must have been given to <see cref="PostgresExtensions.AddChangeNotices"/>.</summary>
    /// <param name="channel">For example "operation_changed".</param>
    /// <param name="payload">Receive only notices with this payload; null for all of the channel.</param>
    public ChangeListener Listen(string channel, string? payload = null)
    {
        if (!_channels.ContainsKey(channel))
        {
            throw new ArgumentException($"The channel {channel} is not listened to; add it with AddChangeNotices.", nameof(channel));
        }

        var listener = new ChangeListener(this, channel, payload);
        _listeners[listener] = true;
        return listener;
    }

    internal void Add(IEnumerable<string> channels)
    {
        foreach (var channel in channels)
        {
            _channels[channel] = true;
        }
    }

    internal void Remove(ChangeListener listener) => _listeners.TryRemove(listener, out _);

    protected override TimeSpan LongestBackOff => TimeSpan.FromSeconds(1);

    protected override bool IsTransient(Exception failure) => failure.IsPostgresAway();

    /// <summary>Listens until the connection breaks.</summary>
    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await using var connection = await source.OpenConnectionAsync(stoppingToken);
        connection.Notification += (_, notice) => Publish(notice.Channel, notice.Payload);
        await ExecuteAsync(connection, string.Concat(_channels.Keys.Select(channel => $"listen {channel};")), stoppingToken);
        // Notices sent before this connection listened were missed.
        foreach (var listener in _listeners.Keys)
        {
            listener.Set();
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            if (!await connection.WaitAsync(ConnectionCheck, stoppingToken))
            {
                await ExecuteAsync(connection, "select 1", stoppingToken);
            }
        }

        return NextRun.Never;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private void Publish(string channel, string payload)
    {
        foreach (var listener in _listeners.Keys.Where(
            listener => listener.Channel == channel && (listener.Payload is null || listener.Payload == payload)))
        {
            listener.Set();
        }
    }
}
