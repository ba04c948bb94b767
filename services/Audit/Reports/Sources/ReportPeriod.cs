namespace PenguinMails.Audit.Reports.Sources;

/// <summary>What a report covers: from the first instant to just before the last.</summary>
internal sealed record ReportPeriod(DateTimeOffset From, DateTimeOffset To)
{
    private const int MaxDays = 366;

    /// <summary>Before this, nothing of the period was recorded.</summary>
    public DateTimeOffset FromRecorded => From - LedgerAppend.ClockTolerance;

    /// <summary>After this, only what came late was recorded.</summary>
    public DateTimeOffset ToRecorded => To + LedgerAppend.ClockTolerance;

    /// <summary>The period of a filter that has been read already.</summary>
    public static ReportPeriod Parse(AuditLogRequest request, AuditLogFilter filter, FieldErrors errors)
    {
        errors
            .Require(request.From is not null, "from", "Say where the period begins.")
            .Require(request.To is not null, "to", "Say where the period ends; it is not part of it.")
            .Require(!(filter.To - filter.From > TimeSpan.FromDays(MaxDays)), "to", $"Must be at most {MaxDays} days after 'from'.");
        return new ReportPeriod(filter.From ?? default, filter.To ?? default);
    }
}
