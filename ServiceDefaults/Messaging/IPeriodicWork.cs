namespace PenguinMails.ServiceDefaults;

/// <summary>Work that a service must do again and again. That it is not done is reported with the heartbeat, and is an alert.</summary>
public interface IPeriodicWork
{
    /// <summary>Whether it is late by much; asked before each heartbeat.</summary>
    Task<PeriodicWorkState> JudgeAsync(DatabaseTransaction transaction);
}

/// <summary>How periodic work stands.</summary>
/// <param name="Work">One of <see cref="PeriodicWork"/>.</param>
/// <param name="IsKnown">False while it cannot be judged; what was said before stands.</param>
/// <param name="DueAt">Since when it is late, UTC; null when it is not, or that is not known.</param>
public sealed record PeriodicWorkState(string Work, bool IsKnown, DateTimeOffset? DueAt)
{
    public static PeriodicWorkState OnTime(string work) => new(work, IsKnown: true, DueAt: null);

    public static PeriodicWorkState LateSince(string work, DateTimeOffset dueAt) => new(work, IsKnown: true, dueAt);

    public static PeriodicWorkState NotKnown(string work) => new(work, IsKnown: false, DueAt: null);
}
