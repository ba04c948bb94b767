namespace PenguinMails.KeyIssuance.OperationProgress;

/// <summary>Admins follow any operation.</summary>
public static class OperationEndpoints
{
    public static void MapOperations(this IEndpointRouteBuilder routes)
    {
        var operations = routes.MapGroup(OperationAddress.AdminRoot).RequireAuthorization(AccessPolicies.AdminRead).WithTags("Admin operations");
        operations.MapGet("/{operationId:guid}", GetOperation).Audited("operation.view")
            .Describe("getOperation", "Returns any operation and its steps");
        operations.MapGet("/{operationId:guid}/events", FollowOperation).Streams().Audited("operation.view")
            .Describe("streamOperation", "Streams any operation's progress until it ends");
    }

    private static async Task<Results<Ok<OperationStatus>, ApiProblem>> GetOperation(
        Guid operationId, OperationQuery query, CancellationToken cancellationToken) =>
        Answers.OkOrNotFound(await query.FindAsync(tenantId: null, operationId, cancellationToken));

    private static async Task<Results<ServerSentEventsResult<OperationStatus>, ApiProblem>> FollowOperation(
        Guid operationId, OperationQuery query, OperationEvents events, CancellationToken cancellationToken) =>
        await query.FindAsync(tenantId: null, operationId, cancellationToken) is { } operation
            ? TypedResults.ServerSentEvents(events.FollowAsync(operation, tenantId: null, cancellationToken))
            : new ApiProblem(ProblemCatalog.NotFound);
}
