using PenguinMails.Audit.Reading;
using PenguinMails.Audit.Reports.Access;
using PenguinMails.Audit.Reports.BlastRadius;
using PenguinMails.Audit.Reports.Compliance;
using PenguinMails.Audit.Reports.Sources;
using PenguinMails.Audit.Reports.Unresolved;

namespace PenguinMails.Audit.Reports;

/// <summary>What the ledger says, put together for people who have to answer for it.</summary>
internal static class ReportEndpoints
{
    private const string Unresolved = "report.unresolved";

    public static void AddReports(this IServiceCollection services)
    {
        services.AddSingleton<ReportRecords>();
        services.AddSingleton<UnresolvedIntents>();
        services.AddSingleton<AccessReports>();
        services.AddSingleton<BlastRadiusReports>();
        services.AddSingleton<ComplianceReports>();
        services.AddSingleton<ComplianceEvidence>();
    }

    public static void MapReports(this IEndpointRouteBuilder routes)
    {
        // Admins only, as everything that says who did what.
        var admin = routes.MapGroup("/api/v1/admin").RequireAuthorization(AccessPolicies.Admin).WithTags("Audit reports");

        admin.MapGet("/vault/audit-logs/unresolved", UnresolvedAsync).Audited(Unresolved)
            .Describe("listUnresolvedRecords", "Lists intents without an outcome, newest first").CanFail(ProblemCatalog.ReadingLimitReached);
        admin.MapGet("/reports/access", AccessAsync).Audited(ReportRecords.Access)
            .Describe("getAccessReport", "Reports who saw which secrets in a period, when and why").CanFail(ProblemCatalog.ReadingLimitReached);
        admin.MapGet("/reports/blast-radius", BlastRadiusAsync).Audited(ReportRecords.BlastRadius)
            .Describe("getBlastRadiusReport", "Reports what a user or session saw, or who saw a secret, with the request that rotates it");
        admin.MapGet("/reports/compliance", ComplianceAsync).Audited(ReportRecords.Compliance)
            .Describe("getComplianceReport", "Reports how controls of SOC 2, ISO 27001 and GDPR are met, with the ledger's evidence of a period")
            .Produces<ComplianceReport>(StatusCodes.Status200OK, "application/json", "text/html");
    }

    private static async Task<Results<Ok<UnresolvedPage>, ApiProblem>> UnresolvedAsync(
        [WrittenAs(TextForm.Duration)] string? olderThan, string? page, string? pageSize, Caller caller, UnresolvedIntents intents, LedgerReading reading,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var age = OlderThan.Parse(olderThan, errors);
        var asked = Page.Parse(page, pageSize, errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var found = await intents.FindAsync(age, asked, cancellationToken);
        var subject = new ReadingSubject(Unresolved, LedgerChains.Platform, new Dictionary<string, string>(StringComparer.Ordinal) { ["olderThan"] = $"{age}" });
        return await reading.BeginAsync(caller, subject, found.Items.Select(entry => entry.Sequence), cancellationToken) is { } refusal
            ? refusal
            : TypedResults.Ok(found);
    }

    private static async Task<Results<Ok<AccessReport>, ApiProblem>> AccessAsync(
        [WrittenAs(TextForm.DateTime)] string? from, [WrittenAs(TextForm.DateTime)] string? to, [WrittenAs(TextForm.Uuid)] string? tenantId,
        string? page, string? pageSize, Caller caller, AccessReports reports, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var request = new AuditLogRequest { From = from, To = to, TenantId = tenantId };
        var filter = AuditLogFilter.Parse(request, errors);
        var period = ReportPeriod.Parse(request, filter, errors);
        var asked = Page.Parse(page, pageSize, errors);
        return errors.Any ? errors.ToProblem() : await reports.MakeAsync(period, filter.TenantId, asked, caller, cancellationToken);
    }

    private static async Task<Results<Ok<BlastRadiusReport>, ApiProblem>> BlastRadiusAsync(
        string? user, [WrittenAs(TextForm.Uuid)] string? token, string? secret, Caller caller, BlastRadiusReports reports, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var subject = BlastRadiusSubject.Parse(user, token, secret, errors);
        return errors.Any ? errors.ToProblem() : TypedResults.Ok(await reports.MakeAsync(subject!, caller, cancellationToken));
    }

    private static async Task<IResult> ComplianceAsync(
        [WrittenAs(TextForm.DateTime)] string? from, [WrittenAs(TextForm.DateTime)] string? to, [OneOf("json", "html")] string? format, Caller caller, HttpResponse response, ComplianceReports reports, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().Require(format is null or "json" or "html", "format", "Must be one of json, html.");
        var request = new AuditLogRequest { From = from, To = to };
        var period = ReportPeriod.Parse(request, AuditLogFilter.Parse(request, errors), errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var report = await reports.MakeAsync(period, caller, cancellationToken);
        if (format != "html")
        {
            return TypedResults.Ok(report);
        }

        response.Headers.ContentSecurityPolicy = CompliancePage.Policy;
        return TypedResults.Content(CompliancePage.Of(report), "text/html; charset=utf-8");
    }
}
