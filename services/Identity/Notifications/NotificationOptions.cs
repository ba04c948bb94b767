namespace PenguinMails.Identity.Notifications;

/// <summary>When people are told, and how persistently: section <c>Identity:Notifications</c>.</summary>
public sealed class NotificationOptions
{
    public const string Section = "Identity:Notifications";

    /// <summary>So long before a scheduled rotation people are told of it. Default 7 days.</summary>
    public TimeSpan BeforeRotation { get; set; } = TimeSpan.FromDays(7);

    /// <summary>So long before a replaced version stops working people are told again; at half of the grace period when that is later. Default 4 h.</summary>
    public TimeSpan BeforeGraceEnds { get; set; } = TimeSpan.FromHours(4);

    /// <summary>One person gets at most one mail in this time; what comes up meanwhile is in the next. Default 5 min.</summary>
    public TimeSpan MailInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an attempt may take. Default 10 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Until the second attempt; doubles with each that fails, less up to half by chance. Default 2 s.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait between attempts, unless the receiver asks for more. Default 10 min.</summary>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>A message that could not be delivered for so long is given up, with an alert. Default 24 h.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long it stays on record what was sent. Default 90 days.</summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Messages on their way by one channel at a time, per instance. Default 4.</summary>
    public int Workers { get; set; } = 4;
}

internal sealed class NotificationOptionsValidator : OptionsRules<NotificationOptions>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    protected override IEnumerable<(bool Holds, string Failure)> Rules(NotificationOptions options) =>
    [
        (IsBetween(options.BeforeRotation, TimeSpan.Zero, Day * 60), "Identity:Notifications:BeforeRotation must be at most 60 days."),
        (IsBetween(options.BeforeGraceEnds, TimeSpan.Zero, Day * 7), "Identity:Notifications:BeforeGraceEnds must be at most 7 days."),
        (IsBetween(options.MailInterval, TimeSpan.Zero, Day), "Identity:Notifications:MailInterval must be at most one day."),
        (IsBetween(options.Timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)), "Identity:Notifications:Timeout must be from 100 ms to one minute."),
        (options.FirstRetry >= TimeSpan.FromMilliseconds(10) && options.LongestRetry >= options.FirstRetry && options.LongestRetry <= Day,
            "Identity:Notifications:FirstRetry must be at least 10 ms, and LongestRetry no less and at most one day."),
        (IsBetween(options.GiveUpAfter, Second, Day * 30), "Identity:Notifications:GiveUpAfter must be from one second to 30 days."),
        (IsBetween(options.KeepFor, Day, Day * 3650), "Identity:Notifications:KeepFor must be from one day to ten years."),
        (options.Workers is >= 1 and <= 32, "Identity:Notifications:Workers must lie between 1 and 32."),
    ];
}
