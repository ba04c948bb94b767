namespace PenguinMails.Audit.Exports;

/// <summary>One administrator asks for a copy of the ledger, a second one approves it, then it can be downloaded for a day.</summary>
internal static class ExportEndpoints
{
    public const string Root = "/api/v1/admin/vault/audit-logs/exports";

    private static readonly ProblemKind[] Unavailable =
        [ProblemCatalog.ExportNotApproved, ProblemCatalog.ApprovalExpired, ProblemCatalog.ExportExpired];

    public static void MapExports(this IEndpointRouteBuilder routes)
    {
        var exports = routes.MapGroup(Root).RequireAuthorization(AccessPolicies.Admin).WithTags("Audit exports");

        exports.MapPost("", RequestAsync).RequireStepUp().Audited(ExportTable.Kind + ".request")
            .Describe("requestExport", "Requests a copy of the ledger").ProducesAccepted<ExportAccepted>();
        exports.MapGet("", ListAsync).Audited(ExportTable.Kind + ".view").Describe("listExports", "Lists exports, newest first");
        exports.MapGet("/{id:guid}", GetAsync).Audited(ExportTable.Kind + ".view").Describe("getExport", "Returns an export");
        exports.MapDecisions(ExportTable.Kind, "Export", FollowAsync);
        exports.MapGet("/{id:guid}/content", ContentAsync).RequireStepUp().EndsWithAccess().Audited(ExportTable.Kind)
            .Describe("downloadExport", "Downloads an approved export in its format").ProducesFile("text/csv", "application/jsonl").CanFail(Unavailable);
        exports.MapGet("/{id:guid}/proofs", ProofsAsync).RequireStepUp().EndsWithAccess().Audited(ExportTable.Kind)
            .Describe("downloadExportProofs", "Downloads an approved export as JSON lines, which the offline verifier reads").ProducesFile("application/jsonl").CanFail(Unavailable);
    }

    private static async Task<IResult> RequestAsync(
        RequestExport request, Caller caller, HttpContext http, IdempotentStart idempotent, ApprovalRequests approvals, LedgerVocabulary vocabulary, TimeProvider time)
    {
        var errors = new FieldErrors();
        await vocabulary.RequireKnownAsync(request.Validate(errors), errors, http.RequestAborted);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return await idempotent.RunAsync(http, caller, request, async transaction =>
        {
            var exportId = Guid.CreateVersion7(time.GetUtcNow());
            var filter = request.Filter ?? new ExportFilter();
            var summary = ExportApproval.SummaryOf(request.Format!, filter.Chain ?? Ledger.LedgerChains.Platform, filter);
            await ExportTable.AddAsync(transaction, exportId, request, time.GetUtcNow());
            await approvals.RequestAsync(
                transaction, caller, ExportTable.Kind, exportId, $"{Root}/{exportId}", summary, request.Reason!, ExportTable.Patience);
            return new ExportAccepted(exportId, ApprovalStates.Pending) { Location = $"{Root}/{exportId}" };
        });
    }

    private static async Task<Results<Ok<PageOf<Export>>, ApiProblem>> ListAsync(
        [OneOf(typeof(ApprovalStates))] string? status, string? page, string? pageSize, Database database, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().RequireOneOf(status, ApprovalStates.All, "status");
        var asked = Page.Parse(page, pageSize, errors);
        return errors.Any
            ? errors.ToProblem()
            : TypedResults.Ok(await database.ReadAsync(connection => ExportTable.FindAsync(connection, status, asked, time.GetUtcNow()), cancellationToken));
    }

    private static async Task<Results<Ok<Export>, ApiProblem>> GetAsync(Guid id, Database database, TimeProvider time, CancellationToken cancellationToken) =>
        Answers.OkOrNotFound(await database.ReadAsync(connection => ExportTable.FindAsync(connection, id, time.GetUtcNow()), cancellationToken));

    private static async Task<Export> FollowAsync(Decision decision)
    {
        if (decision.IsApproved)
        {
            await ExportTable.ApproveAsync(decision.Transaction, decision.Approval.SubjectId, decision.Now);
        }

        return (await ExportTable.FindAsync(decision.Transaction, decision.Approval.SubjectId, decision.Now))!;
    }

    private static Task<IResult> ContentAsync(Guid id, Caller caller, ExportDownload download, CancellationToken cancellationToken) =>
        download.StartAsync(id, caller, isProofs: false, cancellationToken);

    /// <summary>The same records as JSON lines, whatever the format: what the offline verifier reads beside a CSV.</summary>
    private static Task<IResult> ProofsAsync(Guid id, Caller caller, ExportDownload download, CancellationToken cancellationToken) =>
        download.StartAsync(id, caller, isProofs: true, cancellationToken);
}
