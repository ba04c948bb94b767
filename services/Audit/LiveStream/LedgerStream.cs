using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace PenguinMails.Audit.LiveStream;

/// <summary>
/// The ledger as server-sent events, one <c>record</c> each with its sequence as id: first what came after the id that the client has
/// seen, then what is appended. <c>ping</c> keeps the connection. It ends after a while so that access is checked again; browsers come
/// back by themselves, with <c>Last-Event-ID</c>.
/// </summary>
internal sealed class LedgerStream(StreamRecords records, TimeProvider time)
{
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Reconnection = TimeSpan.FromSeconds(1);

    /// <param name="first">Takes what is appended from now on; it leaves when this ends.</param>
    /// <param name="lastSeen">What the client has seen already; null: it wants only what is new.</param>
    public async IAsyncEnumerable<SseItem<AuditLogEntry?>> FollowAsync(
        AuditLogFilter filter, StreamListener first, long? lastSeen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + MaxAge;
        using var listener = first;
        yield return Ping();
        for (var seen = lastSeen ?? listener.Position; seen < listener.Position;)
        {
            var page = await records.ReadAsync(filter, seen, listener.Position, StreamRecords.ReplayPageSize, cancellationToken);
            foreach (var entry in page)
            {
                yield return Item(entry);
            }

            seen = page.Count < StreamRecords.ReplayPageSize ? listener.Position : page[^1].Sequence;
        }

        while (time.GetUtcNow() < until)
        {
            switch (await WaitAsync(listener, cancellationToken))
            {
                case null:
                    yield return Ping();
                    break;
                case false:
                    yield break;
                case true:
                    while (listener.Entries.TryRead(out var entry))
                    {
                        yield return Item(entry);
                    }

                    break;
            }
        }
    }

    // true: a record is available; false: the stream has ended; null: no record arrived within the keep-alive interval.
    private async Task<bool?> WaitAsync(StreamListener listener, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(PingInterval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        try
        {
            return await listener.Entries.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static SseItem<AuditLogEntry?> Item(AuditLogEntry entry) => new(entry, "record") { EventId = $"{entry.Sequence}" };

    private static SseItem<AuditLogEntry?> Ping() => new(null, "ping") { ReconnectionInterval = Reconnection };
}
