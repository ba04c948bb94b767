using Microsoft.AspNetCore.Http.HttpResults;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.GracePeriods;
using PenguinMails.KeyIssuance.OperationProgress;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.SecretTypes;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.AdminAccess;

/// <summary>One set of calls for secrets of every type: admins change them, operators see them.</summary>
public static class AdminEndpoints
{
    private const string TenantRoot = "/api/v1/admin/secrets/tenant/{tenantId:guid}";
    private const string Admin = "admin";

    public static void MapAdminAccess(this IEndpointRouteBuilder routes)
    {
        var reads = routes.MapGroup(TenantRoot).RequireAuthorization(AccessPolicies.AdminRead).WithTags("Admin secrets").AddEndpointFilter<KnownTypeFilter>();
        reads.MapGet("", GetTenant).Audited("secret.view");
        reads.MapGet("/{type}", ListType).Audited("secret.view");
        reads.MapGet("/{type}/{name}/operations", ListOperations).Audited("operation.view");

        var changes = routes.MapGroup(TenantRoot).RequireAuthorization(AccessPolicies.Admin).WithTags("Admin secrets").AddEndpointFilter<KnownTypeFilter>();
        changes.MapPost("/{type}", Enrol).RequireStepUp().Audited("secret.enrol");
        changes.MapPost("/{type}/{name}/rotate", Rotate).RequireStepUp().Audited("secret.rotate").Produces<OperationAccepted>(StatusCodes.Status202Accepted);
        changes.MapPost("/{type}/{name}/revoke", Revoke).RequireStepUp().Audited("secret.revoke").Produces<OperationAccepted>(StatusCodes.Status202Accepted);
        changes.MapPost("/{type}/{name}/regenerate", Regenerate).RequireStepUp().Audited("secret.regenerate")
            .Produces<OperationAccepted>(StatusCodes.Status202Accepted);
        changes.MapPost("/{type}/{name}/emergency-reset", Reset).RequireStepUp().Audited(EmergencyReset.AlertKind)
            .Produces<OperationAccepted>(StatusCodes.Status202Accepted);
        changes.MapPost("/{type}/{name}/reveal", Reveal).RequireStepUp().Audited("secret.reveal");
        changes.MapPost("/{type}/{name}/end-grace", EndGrace).RequireStepUp().Audited("secret.end_grace")
            .Produces<OperationAccepted>(StatusCodes.Status202Accepted);
    }

    private static async Task<Results<Ok<TenantSecrets>, ApiProblem>> GetTenant(
        Guid tenantId, TenantSecretsQuery query, CancellationToken cancellationToken) =>
        await query.FindAsync(tenantId, cancellationToken) is { } found ? TypedResults.Ok(found) : new ApiProblem(ProblemCatalog.NotFound);

    private static async Task<Results<Ok<IReadOnlyList<SecretStatus>>, ApiProblem>> ListType(
        Guid tenantId, string type, TenantSecretsQuery query, CancellationToken cancellationToken) =>
        await query.ListAsync(tenantId, type, cancellationToken) is { } found ? TypedResults.Ok(found) : new ApiProblem(ProblemCatalog.NotFound);

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

    private static async Task<ApiProblem> Enrol(
        Guid tenantId, string type, TenantSecretsQuery query, SecretTypeCatalog types, CancellationToken cancellationToken) =>
        await query.ListAsync(tenantId, type, cancellationToken) is null
            ? new ApiProblem(ProblemCatalog.NotFound)
            : new ApiProblem(ProblemCatalog.NotEnrolledHere) { Detail = types.Get(type).EnrolmentAdvice };

    private static async Task<IResult> Rotate(
        Guid tenantId, string type, string name, RotateRequest? request, Caller caller, HttpContext http, IdempotentStart idempotent, OperationRequests operations)
    {
        var errors = RotateRequest.Validate(request);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var start = Start(new SecretReference(tenantId, type, name), OperationKind.Rotate, caller, request!.Reason) with { GracePeriod = request.ParsedGracePeriod };
        return await idempotent.RunAsync(
            http, caller, request, async transaction => StartAnswer.From(await operations.StartAsync(transaction, start), OperationAddress.ForAdmins));
    }

    private static Task<IResult> Revoke(
        Guid tenantId, string type, string name, OperationReason? request, Caller caller, HttpContext http, IdempotentStart idempotent, OperationRequests operations) =>
        StartAsync(Start(new SecretReference(tenantId, type, name), OperationKind.Revoke, caller, request?.Reason), request, caller, http, idempotent, operations);

    private static Task<IResult> Regenerate(
        Guid tenantId, string type, string name, OperationReason? request, Caller caller, HttpContext http, IdempotentStart idempotent, OperationRequests operations) =>
        StartAsync(Start(new SecretReference(tenantId, type, name), OperationKind.Regenerate, caller, request?.Reason), request, caller, http, idempotent, operations);

    private static async Task<IResult> Reset(
        Guid tenantId, string type, string name, EmergencyResetRequest? request, Caller caller, HttpContext http, IdempotentStart idempotent, EmergencyReset resets)
    {
        var errors = EmergencyResetRequest.Validate(request);
        return errors.Any
            ? errors.ToProblem()
            : await idempotent.RunAsync(http, caller, request, async transaction => StartAnswer.From(
                await resets.StartAsync(transaction, new SecretReference(tenantId, type, name), request!, caller.Actor), OperationAddress.ForAdmins));
    }

    private static async Task<ApiProblem> Reveal(
        Guid tenantId, string type, string name, OperationReason? request, TenantSecretsQuery query, CancellationToken cancellationToken)
    {
        var errors = OperationReason.Validate(request, required: true);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var secrets = await query.ListAsync(tenantId, type, cancellationToken);
        return new ApiProblem(secrets?.Any(secret => secret.Name == name) == true ? ProblemCatalog.NotRevealable : ProblemCatalog.NotFound);
    }

    private static async Task<IResult> EndGrace(
        Guid tenantId, string type, string name, OperationReason? request, Caller caller, HttpContext http, IdempotentStart idempotent, EndGracePeriod grace)
    {
        var errors = OperationReason.Validate(request, required: true);
        return errors.Any
            ? errors.ToProblem()
            : await idempotent.RunAsync(http, caller, request, async transaction => StartAnswer.From(
                await grace.EndAsync(transaction, new SecretReference(tenantId, type, name), caller.Actor, Admin, request!.Reason), OperationAddress.ForAdmins));
    }

    private static StartOperation Start(SecretReference secret, OperationKind kind, Caller caller, string? reason) =>
        new(secret, kind, caller.Actor, Triggers.Manual, Admin, reason, GracePeriod: null);

    private static async Task<IResult> StartAsync(
        StartOperation start, OperationReason? request, Caller caller, HttpContext http, IdempotentStart idempotent, OperationRequests operations)
    {
        var errors = OperationReason.Validate(request, required: true);
        return errors.Any
            ? errors.ToProblem()
            : await idempotent.RunAsync(
                http, caller, request, async transaction => StartAnswer.From(await operations.StartAsync(transaction, start), OperationAddress.ForAdmins));
    }
}
