namespace PenguinMails.Rotation.Tests.Platform;

/// <summary>The real clock, set ahead or back by a test. Timers run at their usual pace.</summary>
internal sealed class TestClock : TimeProvider
{
    private long _offset;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offset));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);
}
