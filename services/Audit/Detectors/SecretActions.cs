namespace PenguinMails.Audit.Detectors;

/// <summary>What the verbs of audited actions do to a secret.</summary>
internal static class SecretActions
{
    private const string Campaign = "campaign";

    /// <summary>Its material was handed out.</summary>
    public static bool IsRead(EvaluatedRecord record) => record.Verb is "read" or "download" or "reveal";

    /// <summary>A rotation that a person requested for this one secret. Rotations of a campaign do not count: they run for hours after its start.</summary>
    public static bool IsRotation(EvaluatedRecord record) => record.Verb is "rotate" or "regenerate" && record.Detail("trigger") != Campaign;

    /// <summary>It is gone.</summary>
    public static bool IsDeletion(EvaluatedRecord record) => record.Verb is "delete" or "destroy";
}
