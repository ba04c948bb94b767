using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PenguinMails.Postgres;

/// <summary>
/// Hears what any instance announces with <c>pg_notify</c> in a transaction, once that has committed (PostgreSQL manual, NOTIFY).
/// A notice is a hint and may be missed while the connection is away; whoever listens also looks by itself now and then.
/// </summary>
public sealed class ChangeNotices(NpgsqlDataSource source, TimeProvider time, ILogger<ChangeNotices> log) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ConnectionCheck = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<ChangeListener, bool> _listeners = [];
    private readonly ConcurrentDictionary<string, bool> _channels = new(StringComparer.Ordinal);

    /// <summary>Listens to a channel. Its name must have been given to <see cref="PostgresExtensions.AddChangeNotices"/>.</summary>
    /// <param name="channel">For example "operation_changed".</param>
    /// <param name="payload">Hear only this payload; null: any.</param>
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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await HearAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                Log.NoticesAway(log, failure.Message);
                await Task.Delay(Retry, time, stoppingToken);
            }
        }
    }

    private async Task HearAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, notice) => Tell(notice.Channel, notice.Payload);
        await ExecuteAsync(connection, string.Concat(_channels.Keys.Select(channel => $"listen {channel};")), cancellationToken);
        // What was announced before this connection listened was missed.
        foreach (var listener in _listeners.Keys)
        {
            listener.Raise();
        }

        while (true)
        {
            if (!await connection.WaitAsync(ConnectionCheck, cancellationToken))
            {
                await ExecuteAsync(connection, "select 1", cancellationToken);
            }
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private void Tell(string channel, string payload)
    {
        foreach (var listener in _listeners.Keys.Where(
            listener => listener.Channel == channel && (listener.Payload is null || listener.Payload == payload)))
        {
            listener.Raise();
        }
    }
}
