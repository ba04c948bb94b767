namespace PenguinMails.Audit.Detectors;

internal sealed class DetectorOptionsValidator : OptionsRules<DetectorOptions>
{
    // More are not recorded of a person (ForeignIdBound).
    private const int MostForeignIds = 30;

    protected override IEnumerable<(bool Holds, string Failure)> Rules(DetectorOptions options) =>
    [
        (options is { FailedSignIns: >= 1 and <= 1000, BulkReads: >= 1 and <= 1000, RefusedCalls: >= 1 and <= 1000 },
            "Audit:Detectors:FailedSignIns, BulkReads and RefusedCalls must lie between 1 and 1000."),
        (options.ForeignIds is >= 1 and <= MostForeignIds, $"Audit:Detectors:ForeignIds must lie between 1 and {MostForeignIds}."),
        (IsWindow(options.FailedSignInsWindow) && IsWindow(options.BulkReadsWindow) && IsWindow(options.RefusedCallsWindow) && IsWindow(options.ForeignIdsWindow),
            "Audit:Detectors:FailedSignInsWindow, BulkReadsWindow, RefusedCallsWindow and ForeignIdsWindow must be from one second to 24 hours."),
        (options.OffHoursFrom != options.OffHoursTo, "Audit:Detectors:OffHoursFrom and OffHoursTo must differ."),
        (IsZone(options.DefaultTimeZone), $"Audit:Detectors:DefaultTimeZone: '{options.DefaultTimeZone}' is no time zone of this system."),
        .. options.TimeZones.Select(entry => (Guid.TryParse(entry.Key, out _), $"Audit:Detectors:TimeZones: '{entry.Key}' is no tenant id.")),
        .. options.TimeZones.Select(entry => (IsZone(entry.Value), $"Audit:Detectors:TimeZones:{entry.Key}: '{entry.Value}' is no time zone of this system.")),
    ];

    private static bool IsWindow(TimeSpan window) => IsBetween(window, TimeSpan.FromSeconds(1), DetectorLimits.LongestWindow);

    private static bool IsZone(string zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _);
}
