using PenguinMails.AppHost.Supervision;

namespace PenguinMails.Hosting.Tests.Supervision;

[Category("Pure")]
public sealed class RestartDelayTests
{
    [Test]
    public void Next_AfterQuickCrashes_DoublesUpToTheLimit()
    {
        var delay = new RestartDelay(TimeProvider.System);
        var seconds = Enumerable.Range(0, 9).Select(_ => delay.Next(startedAt: null).TotalSeconds);
        Assert.That(seconds, Is.EqualTo([0.5, 1, 2, 4, 8, 16, 30, 30, 30]));
    }

    [Test]
    public void Next_AfterLongRun_BeginsAnew()
    {
        var delay = new RestartDelay(TimeProvider.System);
        delay.Next(startedAt: null);
        delay.Next(startedAt: null);
        Assert.That(delay.Next(TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-2)).TotalSeconds, Is.EqualTo(0.5));
    }
}
