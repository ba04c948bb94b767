namespace PenguinMails.Audit.Detectors;

/// <summary>Section <c>Audit:Detectors</c>: thresholds of the rules.</summary>
public sealed class DetectorOptions
{
    public const string Section = "Audit:Detectors";

    /// <summary>This many failed authentications of one user, or from one address, raise an alert. Default 5.</summary>
    public int FailedSignIns { get; set; } = 5;

    /// <summary>Within this time. Default 5 minutes.</summary>
    public TimeSpan FailedSignInsWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>More secret reads than this by one actor raise an alert. Default 100.</summary>
    public int BulkReads { get; set; } = 100;

    /// <summary>Within this time. Default one minute.</summary>
    public TimeSpan BulkReadsWindow { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>This many calls of one person that their role does not allow raise an alert. Default 50.</summary>
    public int RefusedCalls { get; set; } = 50;

    /// <summary>Within this time. Default 5 minutes.</summary>
    public TimeSpan RefusedCallsWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// This many requests of one tenant's user for ids that their tenant does not have raise an alert. At most 30: as many are recorded of a person within 15 minutes.
    /// Default 20.
    /// </summary>
    public int ForeignIds { get; set; } = 20;

    /// <summary>Within this time. Default 15 minutes.</summary>
    public TimeSpan ForeignIdsWindow { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Off hours begin, in the tenant's time zone. Default 02:00.</summary>
    public TimeOnly OffHoursFrom { get; set; } = new(2, 0);

    /// <summary>Off hours have ended. Earlier than their beginning: they last over midnight. Default 06:00.</summary>
    public TimeOnly OffHoursTo { get; set; } = new(6, 0);

    /// <summary>The time zones of tenants: tenant id to IANA name such as <c>Europe/Berlin</c>.</summary>
    public Dictionary<string, string> TimeZones { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The IANA time zone of all others, and of what concerns no tenant. Default UTC.</summary>
    public string DefaultTimeZone { get; set; } = "UTC";
}
