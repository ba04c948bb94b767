using System.Collections.Concurrent;
using NUnit.Framework;

namespace PenguinMails.Postgres.Tests;

/// <summary>Many callers, few transactions.</summary>
[Category("Pure")]
public sealed class BatcherTests
{
    [Test]
    public async Task Callers_WhileABatchIsUnderWay_FormTheNextUpToTheLimit()
    {
        var sizes = new ConcurrentQueue<int>();
        using var mayEnd = new SemaphoreSlim(0);
        var batcher = new Batcher<int, int>(3, async items =>
        {
            sizes.Enqueue(items.Count);
            await mayEnd.WaitAsync();
            return [.. items.Select(item => item * 10)];
        });

        var first = batcher.RunAsync(1, default);
        var others = Enumerable.Range(2, 4).Select(item => batcher.RunAsync(item, default)).ToList();
        mayEnd.Release(10);

        Assert.That(await first, Is.EqualTo(10));
        Assert.That(await Task.WhenAll(others), Is.EqualTo([20, 30, 40, 50]));
        Assert.That(sizes.Sum(), Is.EqualTo(5));
        Assert.That(sizes, Has.All.LessThanOrEqualTo(3));
    }

    [Test]
    public async Task Failure_OfABatch_IsItsCallersAndNobodyElses()
    {
        var batcher = new Batcher<int, int>(
            10, items => items.Contains(13) ? throw new InvalidOperationException("thirteen") : Task.FromResult<IReadOnlyList<int>>([.. items]));

        var failure = (await Assert.ThrowsAsync<InvalidOperationException>(() => batcher.RunAsync(13, default)))!;
        Assert.That(failure.Message, Is.EqualTo("thirteen"));
        Assert.That(await batcher.RunAsync(7, default), Is.EqualTo(7));
    }

    [Test]
    public async Task Caller_WhoGoesAway_StopsWaitingAndNoOtherDoes()
    {
        using var mayEnd = new SemaphoreSlim(0);
        var batcher = new Batcher<int, int>(10, async items =>
        {
            await mayEnd.WaitAsync();
            return [.. items];
        });
        using var gone = new CancellationTokenSource();
        var impatient = batcher.RunAsync(1, gone.Token);
        var patient = batcher.RunAsync(2, default);

        await gone.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => impatient);
        mayEnd.Release(2);
        Assert.That(await patient, Is.EqualTo(2));
    }

    [Test]
    public async Task Callers_AllAtOnce_AllGetTheirOwnAnswer()
    {
        var batcher = new Batcher<int, int>(16, async items =>
        {
            await Task.Yield();
            return [.. items.Select(item => -item)];
        });
        var answers = await Task.WhenAll(Enumerable.Range(0, 5_000).Select(item => Task.Run(() => batcher.RunAsync(item, default))));
        Assert.That(answers, Is.EqualTo(Enumerable.Range(0, 5_000).Select(item => -item)));
    }
}
