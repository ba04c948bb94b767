namespace PenguinMails.Audit.Alerts;

/// <summary>States of an alert.</summary>
public static class AlertStates
{
    /// <summary>No administrator has acknowledged it.</summary>
    public const string Open = "open";

    /// <summary>An administrator works on it. A repetition after more than an hour opens a new alert, unless it is of a silence that lasts.</summary>
    public const string Acknowledged = "acknowledged";

    /// <summary>It is resolved. A repetition opens a new alert.</summary>
    public const string Resolved = "resolved";

    public static readonly IReadOnlyList<string> All = [Open, Acknowledged, Resolved];
}
