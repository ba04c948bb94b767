using System.Collections.Concurrent;
using PenguinMails.Audit.AuditLogs;
using PenguinMails.Audit.Ledger;
using PenguinMails.Postgres;

namespace PenguinMails.Audit.LiveStream;

/// <summary>
/// Reads what is appended once for all who listen at this instance, whichever instance appended it. A listener who does not keep up
/// loses the connection, and finds what he missed in the ledger when he comes again.
/// </summary>
internal sealed class LedgerTail(MigrationsDone migrations, StreamRecords records, ChangeNotices notices, TimeProvider time, ILogger<LedgerTail> log)
    : BackgroundService
{
    private const int MaxListeners = 1000;

    // For notices that were missed.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<StreamListener, bool> _listeners = [];
    private readonly ConcurrentDictionary<string, long> _positions = new(StringComparer.Ordinal);

    /// <summary>How many listen.</summary>
    public int Listeners => _listeners.Count;

    /// <summary>From the listener's position on, it gets every record that matches.</summary>
    /// <returns>Null when there are too many listeners, or the service has just begun.</returns>
    public StreamListener? Listen(AuditLogFilter filter)
    {
        // Under the lock of Tell: nothing is told between the position and the entry.
        lock (_listeners)
        {
            if (_listeners.Count >= MaxListeners || !_positions.TryGetValue(filter.Chain, out var position))
            {
                return null;
            }

            var listener = new StreamListener(filter, position, gone => _listeners.TryRemove(gone, out _));
            _listeners[listener] = true;
            return listener;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migrations.WaitAsync(stoppingToken);
        using var appended = notices.Listen(LedgerAppend.Appended);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var chain in LedgerChains.All)
                {
                    await FollowAsync(chain, stoppingToken);
                }
            }
            catch (Exception failure) when (failure.IsPostgresAway())
            {
                Log.TailWaits(log, failure.Message);
            }

            await appended.WaitAsync(PollInterval, time, stoppingToken);
        }
    }

    private async Task FollowAsync(string chain, CancellationToken cancellationToken)
    {
        if (!_positions.TryGetValue(chain, out var position) || _listeners.IsEmpty)
        {
            var head = await records.HeadAsync(chain, cancellationToken);
            lock (_listeners)
            {
                // Unless somebody has come meanwhile, who was promised everything from the old position on.
                if (_listeners.IsEmpty || !_positions.ContainsKey(chain))
                {
                    _positions[chain] = head;
                    return;
                }
            }
        }

        while (await records.ReadAsync(new AuditLogFilter(chain), position, long.MaxValue, cancellationToken) is { Count: > 0 } page)
        {
            position = page[^1].Sequence;
            Tell(chain, page, position);
        }
    }

    private void Tell(string chain, IReadOnlyList<AuditLogEntry> page, long position)
    {
        lock (_listeners)
        {
            foreach (var listener in _listeners.Keys.Where(listener => listener.Filter.Chain == chain))
            {
                if (!listener.Tell(page))
                {
                    _listeners.TryRemove(listener, out _);
                    Log.SlowListener(log, position);
                }
            }

            _positions[chain] = position;
        }
    }
}
