using PenguinMails.KeyIssuance.GracePeriods;
using PenguinMails.KeyIssuance.OperationProgress;
using PenguinMails.KeyIssuance.Reveals;
using PenguinMails.KeyIssuance.SecretEnrolments;

namespace PenguinMails.KeyIssuance.AdminAccess;

/// <summary>One set of calls for secrets of every type. How they stand is shown by AdminQuery.</summary>
public static class AdminEndpoints
{
    internal const string TenantRoot = "/api/v1/admin/secrets/tenant/{tenantId:guid}";

    public static void MapAdminAccess(this IEndpointRouteBuilder routes)
    {
        var reads = routes.MapGroup(TenantRoot).RequireAuthorization(AccessPolicies.AdminRead).WithTags("Admin secrets").AddEndpointFilter<KnownTypeFilter>();
        reads.MapGet("/{type}/{name}/operations", ListOperations).Audited("operation.view")
            .Describe("listSecretOperations", "Lists the operations of a secret, newest first").CanFail(ProblemCatalog.NotFound);

        var changes = routes.MapGroup(TenantRoot).RequireAuthorization(AccessPolicies.Admin).WithTags("Admin secrets").AddEndpointFilter<KnownTypeFilter>();
        changes.MapPost("/{type}", Enrol).RequireStepUp().Audited("secret.enrol").ProducesAccepted<OperationAccepted>()
            .Describe("enrolSecret", "Enrols a secret of a tenant")
            .CanFail(ProblemCatalog.NotEnrolledHere, ProblemCatalog.SecretExists, ProblemCatalog.NameTaken, ProblemCatalog.OperationInProgress, ProblemCatalog.NoServer, ProblemCatalog.NotFound);
        changes.MapPost("/{type}/{name}/rotate", Rotate).RequireStepUp().Audited("secret.rotate").ProducesAccepted<OperationAccepted>()
            .Describe("rotateSecret", "Rotates a tenant's secret")
            .CanFail(ProblemCatalog.OperationInProgress, ProblemCatalog.NoActiveKey, ProblemCatalog.NoServer, ProblemCatalog.SecretDeleted, ProblemCatalog.NotFound);
        changes.MapPost("/{type}/{name}/revoke", Revoke).RequireStepUp().Audited("secret.revoke").ProducesAccepted<OperationAccepted>()
            .Describe("revokeSecret", "Revokes every version of a tenant's secret now")
            .CanFail(ProblemCatalog.AlreadyRevoked, ProblemCatalog.OperationInProgress, ProblemCatalog.NoActiveKey, ProblemCatalog.NoServer, ProblemCatalog.SecretDeleted, ProblemCatalog.NotFound);
        changes.MapPost("/{type}/{name}/regenerate", Regenerate).RequireStepUp().Audited("secret.regenerate").ProducesAccepted<OperationAccepted>()
            .Describe("regenerateSecret", "Issues a new version after a revocation")
            .CanFail(ProblemCatalog.OperationInProgress, ProblemCatalog.KeyStillActive, ProblemCatalog.NoServer, ProblemCatalog.SecretDeleted, ProblemCatalog.NotFound);
        changes.MapPost("/{type}/{name}/emergency-reset", Reset).RequireStepUp().Audited(EmergencyReset.AlertKind).ProducesAccepted<OperationAccepted>()
            .Describe("emergencyResetSecret", "Replaces a tenant's secret now, without grace")
            .CanFail(ProblemCatalog.OperationInProgress, ProblemCatalog.NoActiveKey, ProblemCatalog.NoServer, ProblemCatalog.SecretDeleted, ProblemCatalog.NotFound);
        changes.MapPost("/{type}/{name}/reveal", Reveal).RequireStepUp().Audited("secret.reveal").Produces<RevealedSecret>()
            .Describe("revealSecret", "Reveals a tenant's secret for 15 minutes; each call is a reveal of its own, on record before anything leaves")
            .CanFail(ProblemCatalog.NotRevealable, ProblemCatalog.NoActiveKey, ProblemCatalog.OperationInProgress, ProblemCatalog.NotFound);
        changes.MapPost("/{type}/{name}/end-grace", EndGrace).RequireStepUp().Audited("secret.end_grace").ProducesAccepted<OperationAccepted>()
            .Describe("endSecretGracePeriod", "Ends the grace period of a tenant's secret now")
            .CanFail(ProblemCatalog.OperationInProgress, ProblemCatalog.NoGracePeriod, ProblemCatalog.NoServer, ProblemCatalog.SecretDeleted, ProblemCatalog.NotFound);
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

        return Answers.OkOrNotFound(await query.FindAsync(new SecretReference(tenantId, type, name), wanted, cancellationToken));
    }

    private static async Task<IResult> Enrol(
        Guid tenantId, string type, JsonElement? request, Caller caller, HttpContext http, IdempotentStart idempotent, SecretEnrolment enrolments,
        KnownSecrets known, SecretTypeCatalog types)
    {
        if (!await known.HasTenantAsync(tenantId, http.RequestAborted))
        {
            return new ApiProblem(ProblemCatalog.NotFound);
        }

        // A JsonObject as the parameter would take a field that stands there twice for a fault of ours.
        if (request is { ValueKind: not JsonValueKind.Object })
        {
            return new FieldErrors().Require(false, "$", "Must be an object.").ToProblem();
        }

        return types.Get(type).ReadEnrolment(request is { } body ? JsonObject.Create(body)! : []) switch
        {
            Enrolment.Read read => await idempotent.StartAsync(http, caller, request, new FieldErrors(), transaction => enrolments.StartAsync(
                transaction, Start(new SecretReference(tenantId, type, read.Secret.Name), OperationKind.Issue, caller, reason: null), read.Secret.Settings)),
            Enrolment.Invalid invalid => invalid.Errors.ToProblem(),
            Enrolment.Elsewhere elsewhere => new ApiProblem(ProblemCatalog.NotEnrolledHere) { Detail = elsewhere.Advice },
            _ => throw new InvalidOperationException("An enrolment was read in an unknown way."),
        };
    }

    private static Task<IResult> Rotate(
        Guid tenantId, string type, string name, RotateRequest? request, Caller caller, HttpContext http, IdempotentStart idempotent, OperationRequests operations,
        SecretTypeCatalog types) =>
        idempotent.StartAsync(http, caller, request, RotateRequest.Validate(request, types.Get(type).Descriptor), transaction => operations.StartAsync(
            transaction,
            Start(new SecretReference(tenantId, type, name), OperationKind.Rotate, caller, request!.Reason) with { GracePeriod = request.ParsedGracePeriod }));

    private static Task<IResult> Revoke(
        Guid tenantId, string type, string name, OperationReason? request, Caller caller, HttpContext http, IdempotentStart idempotent, OperationRequests operations) =>
        idempotent.StartAsync(http, caller, request, OperationReason.Validate(request, required: true), transaction => operations.StartAsync(
            transaction, Start(new SecretReference(tenantId, type, name), OperationKind.Revoke, caller, request!.Reason)));

    private static Task<IResult> Regenerate(
        Guid tenantId, string type, string name, OperationReason? request, Caller caller, HttpContext http, IdempotentStart idempotent, OperationRequests operations) =>
        idempotent.StartAsync(http, caller, request, OperationReason.Validate(request, required: true), transaction => operations.StartAsync(
            transaction, Start(new SecretReference(tenantId, type, name), OperationKind.Regenerate, caller, request!.Reason)));

    private static Task<IResult> Reset(
        Guid tenantId, string type, string name, EmergencyResetRequest? request, Caller caller, HttpContext http, IdempotentStart idempotent, EmergencyReset resets) =>
        idempotent.StartAsync(http, caller, request, EmergencyResetRequest.Validate(request), transaction => resets.StartAsync(
            transaction, new SecretReference(tenantId, type, name), request!, caller.Actor));

    private static async Task<IResult> Reveal(
        Guid tenantId, string type, string name, OperationReason? request, Caller caller, KnownSecrets known, StepUpReveal reveals, CancellationToken cancellationToken)
    {
        if (OperationReason.Validate(request, required: true) is { Any: true } errors)
        {
            return errors.ToProblem();
        }

        var secret = new SecretReference(tenantId, type, name);
        return await known.HasAsync(secret, cancellationToken)
            ? await reveals.RunAsync(secret, request!.Reason!, caller, cancellationToken)
            : new ApiProblem(ProblemCatalog.NotFound);
    }

    private static Task<IResult> EndGrace(
        Guid tenantId, string type, string name, OperationReason? request, Caller caller, HttpContext http, IdempotentStart idempotent, EndGracePeriod grace) =>
        idempotent.StartAsync(http, caller, request, OperationReason.Validate(request, required: true), transaction => grace.EndAsync(
            transaction, new SecretReference(tenantId, type, name), caller.Actor, StartOperation.ByAdmin, request!.Reason));

    private static StartOperation Start(SecretReference secret, OperationKind kind, Caller caller, string? reason) =>
        new(secret, kind, caller.Actor, Triggers.Manual, StartOperation.ByAdmin, reason, GracePeriod: null);
}
