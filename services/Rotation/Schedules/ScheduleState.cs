namespace PenguinMails.Rotation.Schedules;

/// <summary>The state of a secret between two rotations.</summary>
public enum ScheduleState
{
    /// <summary>Its due date is in the future, or it is not rotated by schedule.</summary>
    Waiting,

    /// <summary>RotateSecret was sent for its due date and has neither succeeded nor failed yet.</summary>
    Requested,

    /// <summary>It was revoked or its server was lost. It has no version to rotate until it is issued again.</summary>
    Ended,
}
