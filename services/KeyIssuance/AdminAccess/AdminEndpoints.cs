using Microsoft.AspNetCore.Http.HttpResults;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Following;
using PenguinMails.KeyIssuance.GracePeriods;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.TenantSshAccess;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.AdminAccess;

/// <summary>Admins rotate any tenant's secret, end its grace period, see what was done to it, and follow any operation.</summary>
public static class AdminEndpoints
{
    private const string OperationsRoot = "/api/v1/admin/operations";
    private const string SecretRoot = "/api/v1/admin/secrets/tenant/{tenantId:guid}/{type}/{name}";
    private const string Admin = "admin";

    /// <summary>Where an admin follows an operation.</summary>
    public static string LocationOf(Guid operationId) => $"{OperationsRoot}/{operationId}";

    public static void MapAdminAccess(this IEndpointRouteBuilder routes)
    {
        var secrets = routes.MapGroup(SecretRoot).RequireAuthorization(AccessPolicies.Admin).WithTags("Admin secrets");
        secrets.MapPost("/rotate", Rotate).RequireStepUp().Audited("secret.rotate").ProducesAccepted<OperationAccepted>()
            .Describe("rotateSecret", "Rotates a tenant's secret").CanFail(ProblemCatalog.OperationInProgress, ProblemCatalog.NoActiveKey, ProblemCatalog.NoServer);
        secrets.MapPost("/end-grace", EndGrace).RequireStepUp().Audited("secret.end_grace").ProducesAccepted<OperationAccepted>()
            .Describe("endSecretGracePeriod", "Ends the grace period of a tenant's secret now").CanFail(ProblemCatalog.OperationInProgress, ProblemCatalog.NoGracePeriod, ProblemCatalog.NoServer);

        var histories = routes.MapGroup(SecretRoot).RequireAuthorization(AccessPolicies.AdminRead).WithTags("Admin secrets");
        histories.MapGet("/operations", ListOperations).Audited("operation.view")
            .Describe("listSecretOperations", "Lists the operations of a secret, newest first");

        var operations = routes.MapGroup(OperationsRoot).RequireAuthorization(AccessPolicies.AdminRead).WithTags("Admin operations");
        operations.MapGet("/{operationId:guid}", GetOperation).Audited("operation.view")
            .Describe("getOperation", "Returns any operation and its steps");
        operations.MapGet("/{operationId:guid}/events", FollowOperation).Audited("operation.view")
            .Describe("streamOperation", "Streams any operation's progress until it ends");
    }

    private static async Task<IResult> Rotate(
        Guid tenantId, string type, string name, OperationReason? request, Caller caller, HttpContext http, IdempotentStart idempotent, OperationRequests operations)
    {
        var errors = OperationReason.Validate(request, required: true);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var secret = new SecretReference(tenantId, type, name);
        var start = new StartOperation(secret, OperationKind.Rotate, caller.Actor, Triggers.Manual, Admin, request!.Reason, GracePeriod: null);
        return await idempotent.RunAsync(
            http, caller, request, async transaction => StartAnswer.From(await operations.StartAsync(transaction, start), LocationOf));
    }

    private static async Task<IResult> EndGrace(
        Guid tenantId, string type, string name, OperationReason? request, Caller caller, HttpContext http, IdempotentStart idempotent, GraceEnding grace)
    {
        var errors = OperationReason.Validate(request, required: true);
        return errors.Any
            ? errors.ToProblem()
            : await idempotent.RunAsync(http, caller, request, async transaction => StartAnswer.From(
                await grace.EndAsync(transaction, new SecretReference(tenantId, type, name), caller.Actor, Admin, request!.Reason), LocationOf));
    }

    private static async Task<Results<Ok<PageOf<SecretOperation>>, ApiProblem>> ListOperations(
        Guid tenantId, string type, string name, string? page, string? pageSize, SecretOperationsQuery query, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var wanted = Page.Parse(page, pageSize, errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return await query.FindAsync(new SecretReference(tenantId, type, name), wanted, cancellationToken) is { } found
            ? TypedResults.Ok(found)
            : new ApiProblem(ProblemCatalog.NotFound);
    }

    private static async Task<Results<Ok<OperationStatus>, ApiProblem>> GetOperation(
        Guid operationId, OperationQuery query, CancellationToken cancellationToken) =>
        await query.FindAsync(tenantId: null, operationId, cancellationToken) is { } operation
            ? TypedResults.Ok(operation)
            : new ApiProblem(ProblemCatalog.NotFound);

    private static async Task<Results<ServerSentEventsResult<OperationStatus>, ApiProblem>> FollowOperation(
        Guid operationId, OperationQuery query, OperationEvents events, CancellationToken cancellationToken) =>
        await query.FindAsync(tenantId: null, operationId, cancellationToken) is { } operation
            ? TypedResults.ServerSentEvents(events.FollowAsync(operation, tenantId: null, cancellationToken))
            : new ApiProblem(ProblemCatalog.NotFound);
}
