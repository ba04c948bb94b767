using Microsoft.AspNetCore.Mvc;
using PenguinMails.KeyIssuance.OperationProgress;

namespace PenguinMails.KeyIssuance.Drift;

/// <summary>Admins see what servers accept other than they should, have them checked, and decide on keys that nobody issued.</summary>
public static class DriftEndpoints
{
    private const string Root = "/api/v1/admin/tenants";

    public static void MapDrift(this IEndpointRouteBuilder routes)
    {
        var findings = routes.MapGroup($"{Root}/drift").WithTags("Admin drift");
        findings.MapGet("", List).RequireAuthorization(AccessPolicies.AdminRead).Audited("drift.view")
            .Describe("listDriftFindings", "Lists findings of drift, newest first");
        findings.MapPost("/{findingId:guid}/accept", Accept).RequireAuthorization(AccessPolicies.Admin).RequireStepUp().Audited("drift.accept")
            .Produces<DriftFinding>().Describe("acceptDriftFinding", "Accepts a key that the platform never issued").CanFail(ProblemCatalog.FindingClosed, ProblemCatalog.NoDecisionNeeded);
        findings.MapPost("/{findingId:guid}/remove", Remove).RequireAuthorization(AccessPolicies.Admin).RequireStepUp().Audited("drift.remove").ProducesAccepted<OperationAccepted>()
            .Describe("removeDriftFinding", "Removes a key that the platform never issued").CanFail(ProblemCatalog.FindingClosed, ProblemCatalog.NoDecisionNeeded, ProblemCatalog.OperationInProgress, ProblemCatalog.NoServer);

        var server = routes.MapGroup($"{Root}/{{tenantId:guid}}/drift").WithTags("Admin drift");
        server.MapGet("", GetStatus).RequireAuthorization(AccessPolicies.AdminRead).Audited("drift.view")
            .Describe("getDriftStatus", "Returns how a tenant's server is watched for drift");
        server.MapPost("/check", Check).RequireAuthorization(AccessPolicies.Admin).RequireStepUp().Audited("drift.check").ProducesAccepted<DriftCheckAccepted>()
            .Describe("checkDrift", "Checks a tenant's server for drift now").CanFail(ProblemCatalog.OperationInProgress, ProblemCatalog.NoServer);
        server.MapGet("/checks/{checkId:guid}", GetCheck).RequireAuthorization(AccessPolicies.AdminRead).Audited("drift.view")
            .Describe("getDriftCheck", "Returns a check and its outcome");
    }

    private static async Task<Results<Ok<PageOf<DriftFinding>>, ApiProblem>> List(
        [FromQuery(Name = "state"), OneOf(typeof(FindingStates))] string? state,
        [FromQuery(Name = "tenantId"), WrittenAs(TextForm.Uuid)] string? tenantId,
        [FromQuery(Name = "kind"), OneOf(typeof(DriftKinds))] string? kind,
        [FromQuery(Name = "page")] string? page,
        [FromQuery(Name = "pageSize")] string? pageSize,
        DriftFindingQuery query,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var filter = DriftFilter.Parse(state, tenantId, kind, page, pageSize, errors);
        return errors.Any ? errors.ToProblem() : TypedResults.Ok(await query.FindAsync(filter, cancellationToken));
    }

    /// <summary>Accepting twice changes nothing and answers the same.</summary>
    private static async Task<IResult> Accept(
        Guid findingId, OperationReason? request, Caller caller, Database database, DriftDecisions decisions, CancellationToken cancellationToken)
    {
        var errors = OperationReason.Validate(request, required: true);
        return errors.Any
            ? errors.ToProblem()
            : await database.InTransactionAsync(
                async transaction => AnswerTo(await decisions.AcceptAsync(transaction, findingId, request!.Reason!, caller.Actor)), cancellationToken);
    }

    private static async Task<IResult> Remove(
        Guid findingId, OperationReason? request, Caller caller, HttpContext http, IdempotentStart idempotent, DriftDecisions decisions)
    {
        var errors = OperationReason.Validate(request, required: true);
        return errors.Any
            ? errors.ToProblem()
            : await idempotent.RunAsync(
                http, caller, request, async transaction => AnswerTo(await decisions.RemoveAsync(transaction, findingId, request!.Reason!, caller.Actor)));
    }

    private static async Task<Results<Ok<DriftStatus>, ApiProblem>> GetStatus(Guid tenantId, DriftChecks checks, CancellationToken cancellationToken) =>
        await checks.StatusAsync(tenantId, cancellationToken) is { } status
            ? TypedResults.Ok(status)
            : new ApiProblem(ProblemCatalog.NotFound) { Detail = "No server of this tenant is in use." };

    private static Task<IResult> Check(Guid tenantId, Caller caller, HttpContext http, IdempotentStart idempotent, DriftChecks checks) =>
        idempotent.RunAsync(http, caller, body: null, async transaction => await checks.RequestAsync(transaction, tenantId) switch
        {
            CheckOutcome.Requested requested =>
                new DriftCheckAccepted(requested.CheckId, "pending") { Location = $"{Root}/{tenantId}/drift/checks/{requested.CheckId}" },
            CheckOutcome.Enrolling => new ApiProblem(ProblemCatalog.OperationInProgress) { Detail = "The server is being enrolled; check it when that has ended." },
            CheckOutcome.NoServer => new ApiProblem(ProblemCatalog.NoServer),
            _ => new ApiProblem(ProblemCatalog.NotFound),
        });

    private static async Task<Results<Ok<DriftCheck>, ApiProblem>> GetCheck(
        Guid tenantId, Guid checkId, DriftChecks checks, CancellationToken cancellationToken) =>
        Answers.OkOrNotFound(await checks.FindAsync(tenantId, checkId, cancellationToken));

    private static IResult AnswerTo(DecisionOutcome outcome) => outcome switch
    {
        DecisionOutcome.Accepted accepted => TypedResults.Ok(DriftFinding.From(accepted.Finding)),
        DecisionOutcome.Removing removing => StartAnswer.From(removing.Started, OperationAddress.ForAdmins),
        DecisionOutcome.Closed => new ApiProblem(ProblemCatalog.FindingClosed),
        DecisionOutcome.NoDecisionNeeded => new ApiProblem(ProblemCatalog.NoDecisionNeeded),
        _ => new ApiProblem(ProblemCatalog.NotFound),
    };
}
