using PenguinMails.Vault.Session;

namespace PenguinMails.Vault.Tests.Session;

[Category("Pure")]
internal sealed class LoginPauseTests
{
    [Test]
    public void Begin_AgainAndAgain_GrowsToItsBound()
    {
        var pause = new LoginPause(TimeProvider.System);

        var pauses = Enumerable.Range(0, 12).Select(_ => pause.Begin()).ToList();

        Assert.That(pauses[0], Is.InRange(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1)));
        Assert.That(pauses[3], Is.InRange(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8)));
        Assert.That(pauses[11], Is.InRange(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30)));
        Assert.That(pause.Left, Is.GreaterThan(TimeSpan.FromSeconds(10)));
    }

    [Test]
    public void Reset_AfterASignIn_BeginsAnew()
    {
        var pause = new LoginPause(TimeProvider.System);
        pause.Begin();
        pause.Begin();
        pause.Begin();

        pause.Reset();

        Assert.That(pause.Left, Is.EqualTo(TimeSpan.Zero));
        Assert.That(pause.Begin(), Is.LessThanOrEqualTo(TimeSpan.FromSeconds(1)));
    }
}
