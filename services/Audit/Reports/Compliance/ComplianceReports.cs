using PenguinMails.Audit.Reports.Sources;

namespace PenguinMails.Audit.Reports.Compliance;

/// <summary>Makes compliance reports. Each is recorded in the transaction that makes it.</summary>
internal sealed class ComplianceReports(Database database, ComplianceEvidence evidence, ReportRecords records, TimeProvider time)
{
    public async Task<ComplianceReport> MakeAsync(ReportPeriod period, Caller caller, CancellationToken cancellationToken)
    {
        var madeAt = time.GetUtcNow();
        var figures = await ComplianceFigures.CountAsync(evidence, period, cancellationToken);
        return await database.InTransactionAsync(
            async transaction =>
            {
                await records.RecordReportAsync(transaction, caller, ReportRecords.Compliance, tenantId: null, ReportRecords.Of(period));
                var isComplete = !await transaction.AreAnyArchivedAsync(period);
                return new ComplianceReport(period.From, period.To, madeAt, isComplete, await LedgerHead.ReadAsync(transaction), ComplianceControls.Of(figures));
            },
            cancellationToken);
    }
}
