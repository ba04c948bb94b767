namespace PenguinMails.Workers;

/// <summary>When a <see cref="WorkerLoop"/> runs again after a successful run.</summary>
public readonly record struct NextRun
{
    private NextRun(TimeSpan? pause) => Pause = pause;

    /// <summary>Run again at once: there may be more to do.</summary>
    public static NextRun Now { get; } = new(TimeSpan.Zero);

    /// <summary>Never run again: the work of this loop is complete.</summary>
    public static NextRun Never { get; }

    /// <summary>The pause before the next run; null ends the loop.</summary>
    public TimeSpan? Pause { get; }

    /// <summary>Run again after a pause, or earlier when the loop's wake-up event is set.</summary>
    public static NextRun After(TimeSpan pause) => new(pause);
}
