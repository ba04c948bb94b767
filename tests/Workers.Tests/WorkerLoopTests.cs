using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace PenguinMails.Workers.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Pure")]
public class WorkerLoopTests
{
    private readonly InstantTime _time = new();
    private readonly RecordingLog _log = new();

    [Test]
    public async Task RunAsync_UnexpectedExceptions_AreLoggedAndTheLoopGoesOn()
    {
        var runs = 0;
        await Loop(_ => ++runs < 4 ? throw new InvalidOperationException("bug") : Task.FromResult(NextRun.Never)).RunAsync(CancellationToken.None);
        Assert.That(runs, Is.EqualTo(4));
        Assert.That(_log.Entries.Select(entry => entry.Event), Is.EqualTo(new[] { 1402, 1402, 1402, 1403 }));
        Assert.That(_log.Entries[0].Failure, Is.InstanceOf<InvalidOperationException>());
    }

    [Test]
    public async Task RunAsync_ACancellationThatIsNoStop_IsRetriedLikeAnyFailure()
    {
        var runs = 0;
        await Loop(_ => ++runs == 1 ? throw new TaskCanceledException("timeout") : Task.FromResult(NextRun.Never)).RunAsync(CancellationToken.None);
        Assert.That(runs, Is.EqualTo(2));
    }

    [Test]
    public async Task RunAsync_ConsecutiveOutages_AreLoggedOnceAsAWarning()
    {
        var runs = 0;
        var loop = new WorkerLoop("test", _ => ++runs < 5 ? throw new IOException("down") : Task.FromResult(NextRun.Never), _time, _log)
        {
            IsTransient = failure => failure is IOException,
        };
        await loop.RunAsync(CancellationToken.None);
        Assert.That(_log.Entries.Select(entry => (entry.Level, entry.Event)), Is.EqualTo(new[] { (LogLevel.Warning, 1401), (LogLevel.Information, 1403) }));
    }

    [Test]
    public async Task RunAsync_RepeatedFailures_BackOffDoublesWithJitterUpToTheLimit()
    {
        var runs = 0;
        await Loop(_ => ++runs < 9 ? throw new InvalidOperationException() : Task.FromResult(NextRun.Never)).RunAsync(CancellationToken.None);
        double[] full = [0.5, 1, 2, 4, 5, 5, 5, 5];
        Assert.That(_time.Pauses, Has.Count.EqualTo(full.Length));
        Assert.That(_time.Pauses.Zip(full).All(pair => pair.First.TotalSeconds <= pair.Second && pair.First.TotalSeconds >= pair.Second / 2), Is.True, string.Join(' ', _time.Pauses));
    }

    [Test]
    public async Task RunAsync_Failures_AreCounted()
    {
        var counted = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, meter) =>
        {
            if (instrument.Name == "penguinmails.worker.failures")
            {
                meter.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            if (tags[0].Value is "counted")
            {
                counted.Add((string)tags[1].Value!);
            }
        });
        listener.Start();
        var failures = new Queue<Exception>([new IOException(), new InvalidOperationException()]);
        var loop = new WorkerLoop("counted", _ => failures.TryDequeue(out var failure) ? throw failure : Task.FromResult(NextRun.Never), _time, _log)
        {
            IsTransient = failure => failure is IOException,
        };
        await loop.RunAsync(CancellationToken.None);
        Assert.That(counted, Is.EqualTo(new[] { "outage", "unexpected" }));
    }

    [Test]
    public async Task RunAsync_StoppedDuringARun_EndsWithoutExceptionOrLog()
    {
        using var stop = new CancellationTokenSource();
        var running = Loop(async token =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return NextRun.Now;
        }).RunAsync(stop.Token);
        await stop.CancelAsync();
        await running;
        Assert.That(_log.Entries, Is.Empty);
    }

    [Test]
    public async Task RunAsync_StoppedDuringAPause_EndsAtOnce()
    {
        using var stop = new CancellationTokenSource();
        var ran = new TaskCompletionSource();
        var loop = new WorkerLoop(
            "test",
            _ =>
            {
                ran.TrySetResult();
                return Task.FromResult(NextRun.After(TimeSpan.FromDays(1)));
            },
            TimeProvider.System,
            _log);
        var running = loop.RunAsync(stop.Token);
        await ran.Task;
        await stop.CancelAsync();
        await running;
    }

    [Test]
    public async Task RunAsync_WakeUpSet_EndsThePause()
    {
        var wakeUp = new AsyncAutoResetEvent();
        var runs = 0;
        var loop = new WorkerLoop("test", _ => Task.FromResult(++runs < 2 ? NextRun.After(TimeSpan.FromDays(1)) : NextRun.Never), TimeProvider.System, _log)
        {
            WakeUp = wakeUp,
        };
        var running = loop.RunAsync(CancellationToken.None);
        wakeUp.Set();
        await running;
        Assert.That(runs, Is.EqualTo(2));
    }

    private WorkerLoop Loop(Func<CancellationToken, Task<NextRun>> runOnce) => new("test", runOnce, _time, _log);
}
