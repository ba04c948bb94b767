namespace PenguinMails.Audit.Detectors;

/// <summary>Validates the options and reports all failures together.</summary>
internal sealed class DetectorOptionsValidator : IValidateOptions<DetectorOptions>
{
    public ValidateOptionsResult Validate(string? name, DetectorOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(DetectorOptions options)
    {
        if (options.FailedSignIns is < 1 or > 1000 || options.BulkReads is < 1 or > 1000)
        {
            yield return "Audit:Detectors:FailedSignIns and BulkReads must lie between 1 and 1000.";
        }

        if (!IsWindow(options.FailedSignInsWindow) || !IsWindow(options.BulkReadsWindow))
        {
            yield return "Audit:Detectors:FailedSignInsWindow and BulkReadsWindow must be from one second to 24 hours.";
        }

        if (options.OffHoursFrom == options.OffHoursTo)
        {
            yield return "Audit:Detectors:OffHoursFrom and OffHoursTo must differ.";
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(options.DefaultTimeZone, out _))
        {
            yield return $"Audit:Detectors:DefaultTimeZone: '{options.DefaultTimeZone}' is no time zone of this system.";
        }

        foreach (var (tenant, zone) in options.TimeZones)
        {
            if (!Guid.TryParse(tenant, out _))
            {
                yield return $"Audit:Detectors:TimeZones: '{tenant}' is no tenant id.";
            }

            if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            {
                yield return $"Audit:Detectors:TimeZones:{tenant}: '{zone}' is no time zone of this system.";
            }
        }
    }

    private static bool IsWindow(TimeSpan window) => window >= TimeSpan.FromSeconds(1) && window <= DetectorLimits.LongestWindow;
}
