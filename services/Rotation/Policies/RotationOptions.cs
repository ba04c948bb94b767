namespace PenguinMails.Rotation.Policies;

/// <summary>When secrets are rotated: section <c>Rotation</c>.</summary>
public sealed class RotationOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Rotation";

    /// <summary>SSH keys.</summary>
    public SecretTypeOptions Ssh { get; set; } = new();

    /// <summary>How due work is found and handed out.</summary>
    public SchedulerOptions Scheduler { get; set; } = new();
}

/// <summary>The defaults of one secret type. A changed interval counts from each secret's next rotation on.</summary>
public sealed class SecretTypeOptions
{
    /// <summary>Whether secrets of this type are rotated by schedule. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The greatest age of a version. Default 90 days, 1 s to 365 days.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long the replaced version keeps working, up to 7 days. Unset: as KeyIssuance has it for the type (SSH: 24 h).</summary>
    public TimeSpan? GracePeriod { get; set; }

    /// <summary>
    /// Due dates are spread over this time before the end of the interval, at most a tenth of the interval. Default 24 h.
    /// </summary>
    public TimeSpan JitterWindow { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The wait after a failed rotation; it doubles with each further failure. Default 15 min.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The longest wait after a failed rotation. Default 24 h.</summary>
    public TimeSpan RetryDelayLimit { get; set; } = TimeSpan.FromHours(24);
}

/// <summary>How due work is found and handed out.</summary>
public sealed class SchedulerOptions
{
    /// <summary>Time between two looks at the table. Default 1 s.</summary>
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
