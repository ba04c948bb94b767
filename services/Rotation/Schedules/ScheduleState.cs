namespace PenguinMails.Rotation.Schedules;

/// <summary>Where a secret stands between two rotations.</summary>
public enum ScheduleState
{
    /// <summary>Its due date lies ahead, or it is not rotated by schedule.</summary>
    Waiting,

    /// <summary>RotateSecret was sent for its due date; neither success nor failure was heard of yet.</summary>
    Asked,

    /// <summary>It was revoked or its server was lost: nothing is left to rotate until it is issued anew.</summary>
    Ended,
}
