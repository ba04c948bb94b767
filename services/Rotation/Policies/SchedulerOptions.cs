namespace PenguinMails.Rotation.Policies;

/// <summary>How due work is found and handed out: section <c>Rotation:Scheduler</c>.</summary>
public sealed class SchedulerOptions
{
    /// <summary>The interval between two scheduler ticks. Default 1 s.</summary>
    public TimeSpan Tick { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many commands of a kind one tick sends at most, over all instances. Default 50.</summary>
    public int BatchSize { get; set; } = 50;

    /// <summary>How many rotations may be asked for and unanswered before further ones wait. Default 200.</summary>
    public int MaxUnanswered { get; set; } = 200;

    /// <summary>
    /// How long an answer to RotateSecret is waited for before the same request is sent again, and stops counting as
    /// unanswered; the wait doubles with each repetition, up to 6 hours. Default 10 min.
    /// </summary>
    public TimeSpan RotationPatience { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long a proof of retirement is waited for before RetirePreviousVersion is sent again; the wait doubles with each
    /// repetition, up to 1 hour. Default 15 s.
    /// </summary>
    public TimeSpan RetirementPatience { get; set; } = TimeSpan.FromSeconds(15);
}
