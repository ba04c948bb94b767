using System.Collections.Concurrent;

namespace PenguinMails.Workers.Tests;

/// <summary>A clock on which every pause ends at once; it records the pauses that were asked for.</summary>
internal sealed class InstantTime : TimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> _pauses = new();

    public IReadOnlyList<TimeSpan> Pauses => [.. _pauses];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            _pauses.Enqueue(dueTime);
            dueTime = TimeSpan.Zero;
        }

        return base.CreateTimer(callback, state, dueTime, period);
    }
}
