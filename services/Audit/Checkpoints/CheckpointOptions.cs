namespace PenguinMails.Audit.Checkpoints;

/// <summary>Section <c>Audit</c>.</summary>
public sealed class CheckpointOptions
{
    public const string Section = "Audit";

    /// <summary>
    /// The folder of the checkpoints outside the database. An account that can write to the database should not be able to write here.
    /// Default: <c>audit-checkpoints</c> in the working directory.
    /// </summary>
    public string CheckpointFolder { get; set; } = "audit-checkpoints";

    /// <summary>How often what is recorded is signed. Default 30 s, at most a minute.</summary>
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromSeconds(30);
}
