using System.Net.ServerSentEvents;

namespace PenguinMails.KeyIssuance.OperationProgress;

/// <summary>An operation as server-sent events; the stream ends with the operation.</summary>
public sealed class OperationEvents(OperationQuery query, ChangeNotices notices, TimeProvider time)
    : ProgressStream<OperationStatus>(notices, time, OperationNotices.Changed, "operation")
{
    public IAsyncEnumerable<SseItem<OperationStatus>> FollowAsync(OperationStatus first, Guid? tenantId, CancellationToken cancellationToken) =>
        FollowAsync(first.OperationId, first, token => query.FindAsync(tenantId, first.OperationId, token), cancellationToken);

    protected override bool IsFinished(OperationStatus state) => state.FinishedAt is not null;

    // Records compare their list by reference; the lists here are read anew each time.
    protected override bool IsSame(OperationStatus shown, OperationStatus now) =>
        shown with { Steps = [] } == now with { Steps = [] } && shown.Steps.SequenceEqual(now.Steps);
}
