namespace PenguinMails.Workers.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Pure")]
public class AsyncAutoResetEventTests
{
    private readonly AsyncAutoResetEvent _event = new();

    [Test]
    public async Task WaitAsync_SetBefore_ReturnsAtOnceAndConsumesIt()
    {
        _event.Set();
        _event.Set();
        Assert.That(await _event.WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None), Is.True);
        Assert.That(await _event.WaitAsync(TimeSpan.FromSeconds(1), new InstantTime(), CancellationToken.None), Is.False, "two sets count once");
    }

    [Test]
    public async Task WaitAsync_SetWhileWaiting_Returns()
    {
        var waiting = _event.WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
        _event.Set();
        Assert.That(await waiting, Is.True);
    }

    [Test]
    public void WaitAsync_Cancelled_Throws()
    {
        using var stop = new CancellationTokenSource();
        var waiting = _event.WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token);
        stop.Cancel();
        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
    }
}
