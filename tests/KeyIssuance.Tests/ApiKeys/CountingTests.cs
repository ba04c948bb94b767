using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.ApiKeys;

/// <summary>What an instance does in memory: it counts down its parts of limits, and counts up uses until they are stored.</summary>
[Category("Pure")]
public sealed class CountingTests
{
    private static readonly Guid Key = Guid.CreateVersion7();

    [Test]
    public async Task Allowances_OfTwoInstances_LetTheLimitPassAndNoMore()
    {
        var table = new LimitTable(100);
        var (one, other) = (new KeyAllowances(table, TimeProvider.System), new KeyAllowances(table, TimeProvider.System));

        var states = await Task.WhenAll(Enumerable.Range(0, 300).Select(number => (number % 2 == 0 ? one : other).TakeAsync(Key, 100, default).AsTask()));

        Assert.That(states.Count(state => state.IsWithin), Is.EqualTo(100));
        Assert.That(states.Where(state => !state.IsWithin).Select(state => state.Remaining), Is.All.Zero);
        // Parts of ten, and one refusal each: not a question for each request.
        Assert.That(table.Questions, Is.LessThanOrEqualTo(10 + 2));
    }

    [Test]
    public async Task Allowances_OfAnotherMinute_AreAskedForAnew()
    {
        var table = new LimitTable(10) { EndsInMilliseconds = 40 };
        var instance = new KeyAllowances(table, TimeProvider.System);
        for (var taken = 0; taken < 10; taken++)
        {
            await instance.TakeAsync(Key, 10, default);
        }

        table.Refill();

        await Eventually.Async(async () => (await instance.TakeAsync(Key, 10, default)).IsWithin, what: "Another minute");
    }

    [Test]
    public async Task Usage_ThatWasNotConfirmed_IsSentAgainUnderItsNumber()
    {
        var (counter, sink) = (new UsageCounter(TimeProvider.System), new UnreliableSink { Failures = 2 });
        using var flusher = new UsageFlusher(counter, sink, TimeSpan.FromMilliseconds(20), TimeProvider.System, NullLogger<UsageFlusher>.Instance);
        counter.Count(Key, "audit:read", KeyUse.Passed, "203.0.113.7");
        counter.Count(Key, "audit:read", KeyUse.RateLimited, "203.0.113.7");
        counter.Count(Key, "", KeyUse.Refused, "203.0.113.7");

        await flusher.StartAsync(default);
        await Eventually.Async(() => sink.Tried.Count >= 3, what: "A third attempt");
        counter.Count(Key, "audit:read", KeyUse.Passed, "203.0.113.8");
        await flusher.StopAsync(default);

        var tried = sink.Tried.ToArray();
        Assert.That(tried.Take(3).Select(batch => batch.Number), Is.All.EqualTo(1));
        Assert.That(tried.Take(3).Select(batch => batch.Entries.Sum(entry => entry.Requests)), Is.All.EqualTo(3), "a batch stays as it is");
        Assert.That(tried.Select(batch => batch.Instance).Distinct().Count(), Is.EqualTo(1));
        Assert.That(tried.Skip(2).DistinctBy(batch => batch.Number).Sum(batch => batch.Entries.Sum(entry => entry.Requests)), Is.EqualTo(4), "a stop loses nothing");
        var first = tried[0].Entries.Single(entry => entry.Permission == "audit:read");
        Assert.That((first.Requests, first.Refused, first.RateLimited, first.LastUsedFrom), Is.EqualTo((2, 0, 1, "203.0.113.7")));
        Assert.That(tried[0].Entries.Single(entry => entry.Permission.Length == 0).LastUsedAt, Is.Null);
    }

    [Test]
    public void Usage_OfManyKeys_IsTakenInBoundedParts()
    {
        var counter = new UsageCounter(TimeProvider.System);
        for (var key = 0; key < UsageCounter.MostEntries + 1; key++)
        {
            counter.Count(Guid.CreateVersion7(), "audit:read", KeyUse.Passed, from: null);
        }

        Assert.That(counter.Take(), Has.Count.EqualTo(UsageCounter.MostEntries));
        Assert.That(counter.Take(), Has.Count.EqualTo(1));
        Assert.That(counter.Take(), Is.Empty);
    }

    private sealed class LimitTable(int limit) : IAllowanceSource
    {
        private readonly int _limit = limit;
        private int _left = limit;
        private int _questions;

        public int Questions => _questions;

        public long EndsInMilliseconds { get; init; } = 60_000;

        public void Refill() => Interlocked.Exchange(ref _left, _limit);

        public async Task<Allowance> TakeAsync(AllowanceRequest request, CancellationToken cancellationToken)
        {
            await Task.Yield();
            Interlocked.Increment(ref _questions);
            int left, granted;
            do
            {
                left = Volatile.Read(ref _left);
                granted = Math.Min(left, request.Wanted);
            }
            while (Interlocked.CompareExchange(ref _left, left - granted, left) != left);
            return new Allowance(granted, left - granted, EndsInMilliseconds);
        }
    }

    private sealed class UnreliableSink : IUsageSink
    {
        public ConcurrentQueue<UsageBatch> Tried { get; } = new();

        public int Failures { get; init; }

        public Task StoreAsync(UsageBatch batch, CancellationToken cancellationToken)
        {
            Tried.Enqueue(batch);
            return Tried.Count <= Failures ? throw new HttpRequestException("No answer.") : Task.CompletedTask;
        }
    }
}
