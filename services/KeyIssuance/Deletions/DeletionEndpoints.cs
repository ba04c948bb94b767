using Microsoft.AspNetCore.Mvc;
using PenguinMails.KeyIssuance.AdminAccess;
using PenguinMails.KeyIssuance.OperationProgress;

namespace PenguinMails.KeyIssuance.Deletions;

/// <summary>Deleting a secret takes two administrators.</summary>
public static class DeletionEndpoints
{
    public const string Root = "/api/v1/admin/secrets/deletions";

    public static void MapDeletions(this IEndpointRouteBuilder routes)
    {
        routes.MapDelete(AdminEndpoints.TenantRoot + "/{type}/{name}", RequestAsync)
            .RequireAuthorization(AccessPolicies.Admin).WithTags("Admin secrets").AddEndpointFilter<KnownTypeFilter>()
            .RequireStepUp().Audited(DeletionTable.Kind + ".request").ProducesAccepted<DeletionAccepted>()
            .Describe("deleteSecret", "Requests the deletion of a tenant's secret, which another administrator must approve")
            .CanFail(ProblemCatalog.NotFound, ProblemCatalog.SecretDeleted, ProblemCatalog.NotDeletable, ProblemCatalog.AlreadyRequested);

        var deletions = routes.MapGroup(Root).RequireAuthorization(AccessPolicies.Admin).WithTags("Admin secrets");
        deletions.MapGet("", ListAsync).Audited(DeletionTable.Kind + ".view").Describe("listDeletions", "Lists deletions of secrets, newest first");
        deletions.MapGet("/{id:guid}", GetAsync).Audited(DeletionTable.Kind + ".view")
            .Describe("getDeletion", "Returns a deletion").CanFail(ProblemCatalog.NotFound);
        deletions.MapDecisions(
            DeletionTable.Kind, "Deletion", decision => decision.Services.GetRequiredService<DeletionRequests>().FollowAsync(decision));
    }

    private static async Task<IResult> RequestAsync(
        Guid tenantId, string type, string name, [FromBody] OperationReason? request, Caller caller, HttpContext http, IdempotentStart idempotent, DeletionRequests deletions)
    {
        var errors = OperationReason.Validate(request, required: true);
        return errors.Any
            ? errors.ToProblem()
            : await idempotent.RunAsync(http, caller, request, transaction =>
                deletions.RequestAsync(transaction, caller, new SecretReference(tenantId, type, name), request!.Reason!));
    }

    private static async Task<Results<Ok<PageOf<Deletion>>, ApiProblem>> ListAsync(
        [OneOf(typeof(ApprovalStates))] string? status, string? page, string? pageSize, Database database, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().RequireOneOf(status, ApprovalStates.All, "status");
        var asked = Page.Parse(page, pageSize, errors);
        return errors.Any
            ? errors.ToProblem()
            : TypedResults.Ok(await database.ReadAsync(read => DeletionTable.FindAsync(read, status, asked, time.GetUtcNow()), cancellationToken));
    }

    private static async Task<Results<Ok<Deletion>, ApiProblem>> GetAsync(Guid id, Database database, TimeProvider time, CancellationToken cancellationToken) =>
        Answers.OkOrNotFound(await database.ReadAsync(read => DeletionTable.FindAsync(read, id, time.GetUtcNow()), cancellationToken));
}
