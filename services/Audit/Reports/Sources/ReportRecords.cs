namespace PenguinMails.Audit.Reports.Sources;

/// <summary>Who read which report: reports say who did what, so reading them is on record as well.</summary>
/// <remarks>Details never name people: they are hashed with the record, and could not be erased.</remarks>
internal sealed class ReportRecords(AuditTrail trail)
{
    public const string Access = "report.access";
    public const string BlastRadius = "report.blast_radius";
    public const string Compliance = "report.compliance";

    public Task RecordReportAsync(DatabaseTransaction transaction, Caller caller, string action, Guid? tenantId, Dictionary<string, string> details) =>
        trail.RecordAsync(transaction, caller.Actor, new AuditEntry(action, AuditOutcomes.Success) { TenantId = tenantId, Details = details });

    public Task RecordRefusalAsync(DatabaseTransaction transaction, Caller caller, string action, ApiProblem refusal) =>
        trail.RecordAsync(transaction, caller.Actor, new AuditEntry(action, AuditOutcomes.Refused) { Code = refusal.Kind.Code });

    /// <summary>The details of a report on a period.</summary>
    public static Dictionary<string, string> Of(ReportPeriod period) => new(StringComparer.Ordinal)
    {
        ["from"] = period.From.ToString("O"),
        ["to"] = period.To.ToString("O"),
    };
}
