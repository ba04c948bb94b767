using PenguinMails.Identity.Credentials;

namespace PenguinMails.Identity.Tests.Fixtures;

/// <summary>The real clock, put forward by the tests.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _shift;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _shift));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);

    /// <summary>Goes to the next TOTP step, and never to its last seconds, where a test would fall into the one after.</summary>
    public void NextStep()
    {
        const int Step = 30;
        var intoStep = GetUtcNow().ToUnixTimeMilliseconds() % (Step * 1000);
        Advance(TimeSpan.FromMilliseconds((Step * 1000) - intoStep + 1));
    }

    public long CurrentStep => Totp.StepAt(GetUtcNow());
}
