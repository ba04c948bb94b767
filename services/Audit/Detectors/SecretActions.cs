namespace PenguinMails.Audit.Detectors;

/// <summary>What the verbs of audited actions do to a secret.</summary>
internal static class SecretActions
{
    private const string Campaign = "campaign";

    /// <summary>Its material was handed out.</summary>
    public static bool IsRead(JudgedRecord record) => record.Verb is "read" or "download" or "reveal";

    /// <summary>It got a new version because somebody asked for this one. A campaign goes on for hours after it was begun.</summary>
    public static bool IsRotation(JudgedRecord record) => record.Verb is "rotate" or "regenerate" && record.Detail("trigger") != Campaign;

    /// <summary>It is gone.</summary>
    public static bool IsDeletion(JudgedRecord record) => record.Verb is "delete" or "destroy";
}
