namespace PenguinMails.Rotation.Policies;

/// <summary>The default rotation policies, used until an administrator sets one: section <c>Rotation</c>.</summary>
public sealed class RotationOptions
{
    public const string Section = "Rotation";

    /// <summary>SSH keys: every 90 days.</summary>
    public SecretTypeOptions Ssh { get; set; } = new();

    /// <summary>SMTP credentials: every 180 days, with a grace period of 1 h: a mail server keeps two passwords at most.</summary>
    public SecretTypeOptions Smtp { get; set; } = new() { Interval = TimeSpan.FromDays(180), GracePeriod = TimeSpan.FromHours(1) };

    /// <summary>DKIM keys: every 365 days, with a grace period of 48 h, so that mail under way still verifies.</summary>
    public SecretTypeOptions Dkim { get; set; } = new()
    {
        Interval = TimeSpan.FromDays(365),
        GracePeriod = TimeSpan.FromHours(48),
        AlertBefore = TimeSpan.FromDays(30),
    };

    /// <summary>How due work is found and handed out.</summary>
    public SchedulerOptions Scheduler { get; set; } = new();
}

/// <summary>The defaults of one secret type: sections <c>Rotation:Ssh</c>, <c>Rotation:Smtp</c> and <c>Rotation:Dkim</c>. A changed interval counts from each secret's next rotation on.</summary>
public sealed class SecretTypeOptions
{
    /// <summary>Whether secrets of this type are rotated by schedule. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The greatest age of a version. Default 90 days, 1 s to 365 days.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long the replaced version keeps working. Default 24 h, 1 s to 7 days; SMTP: from 0.</summary>
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long before the greatest age an alert is raised when rotation by schedule is off. Default 14 days.</summary>
    public TimeSpan AlertBefore { get; set; } = TimeSpan.FromDays(14);

    /// <summary>
    /// Due dates are spread over this time before the end of the interval, at most a tenth of the interval. Default 24 h.
    /// </summary>
    public TimeSpan JitterWindow { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The wait after a failed rotation; it doubles with each further failure. Default 15 min.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The longest wait after a failed rotation. Default 24 h.</summary>
    public TimeSpan RetryDelayLimit { get; set; } = TimeSpan.FromHours(24);
}
