namespace PenguinMails.Postgres;

/// <summary>
/// Does the work of many callers in one transaction: whatever arrives while one batch is under way forms the next. A caller alone does
/// not wait; sixteen at a time share one commit. Each gets its answer after the commit, or the batch's failure.
/// </summary>
/// <param name="limit">The largest batch.</param>
/// <param name="run">Handles a batch; returns one result for each item, in order.</param>
public sealed class Batcher<TItem, TResult>(int limit, Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> run)
{
    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = new();
    private bool _isRunning;

    /// <summary>The item's result.</summary>
    /// <param name="item">What to do.</param>
    /// <param name="cancellationToken">Ends the waiting; what has begun goes on.</param>
    public Task<TResult> RunAsync(TItem item, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(item, Activity.Current);
        lock (_lock)
        {
            _waiting.Enqueue(waiting);
            if (!_isRunning)
            {
                _isRunning = true;
                // Not in the first caller's context: it works for others, too.
                using var nobodys = ExecutionContext.SuppressFlow();
                _ = Task.Run(RunAllAsync, CancellationToken.None);
            }
        }

        return waiting.Result.Task.WaitAsync(cancellationToken);
    }

    private async Task RunAllAsync()
    {
        while (Next() is { Count: > 0 } batch)
        {
            Activity.Current = batch[0].Activity;
            try
            {
                var results = await run([.. batch.Select(waiting => waiting.Item)]);
                for (var index = 0; index < batch.Count; index++)
                {
                    batch[index].Result.SetResult(results[index]);
                }
            }
            catch (Exception failure)
            {
                batch.ForEach(waiting => waiting.Result.TrySetException(failure));
            }
        }
    }

    private List<Waiting> Next()
    {
        lock (_lock)
        {
            var batch = new List<Waiting>(Math.Min(limit, _waiting.Count));
            while (batch.Count < limit && _waiting.TryDequeue(out var waiting))
            {
                batch.Add(waiting);
            }

            _isRunning = batch.Count > 0;
            return batch;
        }
    }

    private sealed record Waiting(TItem Item, Activity? Activity)
    {
        public TaskCompletionSource<TResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
