namespace PenguinMails.KeyIssuance.OperationProgress;

/// <summary>How far an operation is, as the API shows it.</summary>
public static class OperationStates
{
    /// <summary>It is durable and has not begun.</summary>
    public const string Pending = "pending";

    public const string Running = "running";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
}

/// <summary>How far a step is, as the API shows it.</summary>
public static class StepStates
{
    public const string Pending = "pending";
    public const string Running = "running";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";

    /// <summary>What it did was undone, because a later step failed.</summary>
    public const string RolledBack = "rolled_back";
}
