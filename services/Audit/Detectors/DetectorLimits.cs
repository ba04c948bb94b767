namespace PenguinMails.Audit.Detectors;

/// <summary>How far back the detectors look.</summary>
internal static class DetectorLimits
{
    /// <summary>What happened longer ago raises no alert: on the first start, or after a long outage, it is history.</summary>
    public static readonly TimeSpan News = TimeSpan.FromHours(24);

    /// <summary>The longest window of a rule.</summary>
    public static readonly TimeSpan LongestWindow = TimeSpan.FromHours(24);

    /// <summary>Hits older than this are outside every window.</summary>
    public static readonly TimeSpan Memory = News + LongestWindow;
}
