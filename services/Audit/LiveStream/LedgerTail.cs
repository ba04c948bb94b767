using System.Collections.Concurrent;

namespace PenguinMails.Audit.LiveStream;

/// <summary>
/// Reads each appended record once for all listeners of this instance, whichever instance appended it. A listener that does not keep up
/// is disconnected and reads the missed records from the ledger when it reconnects.
/// </summary>
internal sealed class LedgerTail(MigrationsDone migrations, StreamRecords records, ChangeNotices notices, IOptions<StreamOptions> options, TimeProvider time, ILogger<LedgerTail> log)
    : DatabaseWorker(migrations, time, log)
{
    private const int MaxListeners = 1000;

    // Covers missed notices.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<StreamListener, bool> _listeners = [];
    private readonly ConcurrentDictionary<string, long> _positions = new(StringComparer.Ordinal);
    private readonly ChangeListener _appended = notices.Listen(LedgerAppend.Appended);

    /// <summary>The number of connected listeners.</summary>
    public int Listeners => _listeners.Count;

    /// <summary>Adds a listener, which receives every matching record after its position.</summary>
    /// <returns>The listener; null when there are too many, or when the chain has not been read since the start.</returns>
    public StreamListener? Listen(AuditLogFilter filter)
    {
        // Publish takes the same lock, so no record is published between reading the position and adding the listener.
        lock (_listeners)
        {
            if (_listeners.Count >= MaxListeners || !_positions.TryGetValue(filter.Chain, out var position))
            {
                return null;
            }

            var listener = new StreamListener(filter, position, options.Value.SlowGrace, Remove, Time);
            _listeners[listener] = true;
            return listener;
        }
    }

    protected override AsyncAutoResetEvent WakeUp => _appended;

    protected override TimeSpan LongestBackOff => PollInterval;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        foreach (var chain in LedgerChains.All)
        {
            await FollowAsync(chain, stoppingToken);
        }

        return NextRun.After(PollInterval);
    }

    public override void Dispose()
    {
        _appended.Dispose();
        base.Dispose();
    }

    private async Task FollowAsync(string chain, CancellationToken cancellationToken)
    {
        if (!_positions.TryGetValue(chain, out var position) || _listeners.IsEmpty)
        {
            var head = await records.HeadAsync(chain, cancellationToken);
            lock (_listeners)
            {
                // A listener that was added meanwhile must receive every record after the old position.
                if (_listeners.IsEmpty || !_positions.ContainsKey(chain))
                {
                    _positions[chain] = head;
                    return;
                }
            }
        }

        while (await records.ReadAsync(new AuditLogFilter(chain), position, long.MaxValue, StreamRecords.PageSize, cancellationToken) is { Count: > 0 } page)
        {
            position = page[^1].Sequence;
            Publish(chain, page, position);
        }
    }

    // Under the lock: nothing is published to a listener that has gone.
    private void Remove(StreamListener gone)
    {
        lock (_listeners)
        {
            _listeners.TryRemove(gone, out _);
        }
    }

    private void Publish(string chain, IReadOnlyList<AuditLogEntry> page, long position)
    {
        lock (_listeners)
        {
            foreach (var listener in _listeners.Keys.Where(listener => listener.Filter.Chain == chain))
            {
                if (!listener.Publish(page))
                {
                    _listeners.TryRemove(listener, out _);
                    Log.SlowListener(Logger, position);
                }
            }

            _positions[chain] = position;
        }
    }
}
