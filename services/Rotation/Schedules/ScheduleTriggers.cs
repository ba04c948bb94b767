namespace PenguinMails.Rotation.Schedules;

/// <summary>What makes a secret due, as it stands in commands, histories and audit.</summary>
public static class ScheduleTriggers
{
    public const string Schedule = "schedule";
    public const string Incident = "incident";
    public const string Drift = "drift";
    public const string Threshold = "threshold";

    /// <summary>A campaign; it asks beside the schedule.</summary>
    public const string Campaign = "campaign";
}
