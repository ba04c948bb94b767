namespace PenguinMails.ServiceDefaults;

/// <summary>Work that a service must do again and again. That it is not done is reported with the heartbeat, and is an alert.</summary>
public interface IPeriodicWork
{
    /// <summary>What is late by much; null when nothing is.</summary>
    Task<LateWork?> FindLateAsync(DatabaseTransaction transaction);
}
