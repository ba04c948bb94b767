using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace PenguinMails.KeyIssuance.OperationProgress;

/// <summary>
/// An operation as server-sent events: one at once, one for every change, a repeat now and then so that proxies keep the
/// connection; the stream ends with the operation. Every instance is notified of every change, so any instance can serve the stream.
/// </summary>
public sealed class OperationEvents(OperationQuery query, ChangeNotices notices, TimeProvider time)
{
    // For notices that were missed.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromSeconds(15);

    public async IAsyncEnumerable<SseItem<OperationStatus>> FollowAsync(
        OperationStatus first, Guid? tenantId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var changes = notices.Listen(OperationNotices.Changed, first.OperationId.ToString());
        var shown = first;
        var shownAt = time.GetTimestamp();
        yield return Item(first);
        while (shown.FinishedAt is null)
        {
            // At once, too: it may have changed before anybody listened.
            if (await query.FindAsync(tenantId, first.OperationId, cancellationToken) is not { } now)
            {
                yield break;
            }

            if (!Same(shown, now) || time.GetElapsedTime(shownAt) > RepeatInterval)
            {
                shown = now;
                shownAt = time.GetTimestamp();
                yield return Item(now);
            }
            else
            {
                await changes.WaitAsync(PollInterval, time, cancellationToken);
            }
        }
    }

    private static SseItem<OperationStatus> Item(OperationStatus operation) => new(operation, "operation");

    // Records compare their list by reference; the lists here are read anew each time.
    private static bool Same(OperationStatus left, OperationStatus right) =>
        left with { Steps = [] } == right with { Steps = [] } && left.Steps.SequenceEqual(right.Steps);
}
