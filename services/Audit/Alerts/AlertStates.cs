namespace PenguinMails.Audit.Alerts;

/// <summary>States of an alert.</summary>
public static class AlertStates
{
    /// <summary>Nobody has said yet that they look at it.</summary>
    public const string Open = "open";

    /// <summary>Somebody looks at it. Raised again much later, it is a new alert.</summary>
    public const string Acknowledged = "acknowledged";

    /// <summary>It is over. Raised again, it is a new alert at once.</summary>
    public const string Resolved = "resolved";

    public static readonly IReadOnlyList<string> All = [Open, Acknowledged, Resolved];
}
