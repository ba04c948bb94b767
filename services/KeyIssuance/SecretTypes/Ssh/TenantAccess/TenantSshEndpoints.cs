using PenguinMails.KeyIssuance.GracePeriods;
using PenguinMails.KeyIssuance.OperationProgress;
using PenguinMails.KeyIssuance.SecretTypes.Ssh.Downloads;

namespace PenguinMails.KeyIssuance.SecretTypes.Ssh.TenantAccess;

/// <summary>A tenant's access to its own server. The tenant always comes from the token.</summary>
public static class TenantSshEndpoints
{
    private const string Root = "/api/v1/tenant/infrastructure/ssh-credentials";
    private const string KeyName = "tenant";

    public static void MapTenantSshAccess(this IEndpointRouteBuilder routes)
    {
        var tenant = routes.MapGroup(Root).RequireAuthorization(AccessPolicies.Tenant).WithTags("Tenant SSH access");
        var reads = routes.MapGroup(Root).RequireAuthorization(AccessPolicies.TenantOrKey(ApiKeyPermissions.SshRead)).WithTags("Tenant SSH access");
        reads.MapGet("", GetCredentials).Audited("ssh_key.view")
            .Describe("getSshCredentials", "Returns how the tenant reaches its server").CanFail(ProblemCatalog.NotFound);
        tenant.MapPost("/download", Download).RequireStepUp().Audited("ssh_key.download").ProducesFile("application/x-pem-file")
            .Describe("downloadSshKey", "Downloads the current private key, once").CanFail(ProblemCatalog.AlreadyDownloaded, ProblemCatalog.NoActiveKey, ProblemCatalog.OperationInProgress, ProblemCatalog.NotFound);
        tenant.MapPost("/rotate", Rotate).RequireStepUp().Audited("ssh_key.rotate").ProducesAccepted<OperationAccepted>()
            .Describe("rotateSshKey", "Rotates the tenant's key").CanFail(ProblemCatalog.OperationInProgress, ProblemCatalog.NoActiveKey, ProblemCatalog.NoServer, ProblemCatalog.SecretDeleted, ProblemCatalog.NotFound);
        tenant.MapPost("/revoke", Revoke).RequireStepUp().Audited("ssh_key.revoke").ProducesAccepted<OperationAccepted>()
            .Describe("revokeSshKey", "Revokes every version of the tenant's key now").CanFail(ProblemCatalog.AlreadyRevoked, ProblemCatalog.OperationInProgress, ProblemCatalog.NoActiveKey, ProblemCatalog.NoServer, ProblemCatalog.SecretDeleted, ProblemCatalog.NotFound);
        tenant.MapPost("/regenerate", Regenerate).RequireStepUp().Audited("ssh_key.regenerate").ProducesAccepted<OperationAccepted>()
            .Describe("regenerateSshKey", "Issues a new key after a revocation").CanFail(ProblemCatalog.OperationInProgress, ProblemCatalog.KeyStillActive, ProblemCatalog.NoServer, ProblemCatalog.SecretDeleted, ProblemCatalog.NotFound);
        tenant.MapPost("/end-grace", EndGrace).RequireStepUp().Audited("ssh_key.end_grace").ProducesAccepted<OperationAccepted>()
            .Describe("endSshGracePeriod", "Ends the grace period of the previous key now").CanFail(ProblemCatalog.OperationInProgress, ProblemCatalog.NoGracePeriod, ProblemCatalog.NoServer, ProblemCatalog.SecretDeleted, ProblemCatalog.NotFound);
        reads.MapGet("/operations/{operationId:guid}", GetOperation).Audited("operation.view")
            .Describe("getSshOperation", "Returns an operation on the tenant's key and its steps");
        tenant.MapGet("/operations/{operationId:guid}/events", FollowOperation).Streams().Audited("operation.view")
            .Describe("streamSshOperation", "Streams the progress of an operation on the tenant's key until it ends");
    }

    private static async Task<Results<Ok<SshCredentials>, ApiProblem>> GetCredentials(
        Caller caller, SshCredentialsQuery query, CancellationToken cancellationToken) =>
        await query.ViewAsync(caller, cancellationToken) is { } credentials
            ? TypedResults.Ok(credentials)
            : new ApiProblem(ProblemCatalog.NotFound) { Detail = "No server is enrolled for your organisation yet." };

    private static Task<IResult> Download(
        DownloadRequest? request, Caller caller, PrivateKeyDownload download, CancellationToken cancellationToken) =>
        download.RunAsync(SecretOf(caller), request ?? new DownloadRequest(null), caller, cancellationToken);

    private static Task<IResult> Rotate(
        OperationReason? request, Caller caller, HttpContext http, IdempotentStart idempotent, OperationRequests operations) =>
        Start(OperationKind.Rotate, request, caller, http, idempotent, operations);

    private static Task<IResult> Revoke(
        OperationReason? request, Caller caller, HttpContext http, IdempotentStart idempotent, OperationRequests operations) =>
        Start(OperationKind.Revoke, request, caller, http, idempotent, operations);

    private static Task<IResult> Regenerate(
        OperationReason? request, Caller caller, HttpContext http, IdempotentStart idempotent, OperationRequests operations) =>
        Start(OperationKind.Regenerate, request, caller, http, idempotent, operations);

    private static Task<IResult> EndGrace(
        OperationReason? request, Caller caller, HttpContext http, IdempotentStart idempotent, EndGracePeriod grace) =>
        idempotent.StartAsync(
            http,
            caller,
            request,
            OperationReason.Validate(request, required: false),
            transaction => grace.EndAsync(transaction, SecretOf(caller), caller.Actor, "tenant", request?.Reason),
            LocationOf);

    private static async Task<Results<Ok<OperationStatus>, ApiProblem>> GetOperation(
        Guid operationId, Caller caller, OperationQuery query, CancellationToken cancellationToken) =>
        await query.FindAsync(caller.RequiredTenantId, operationId, cancellationToken) is { } operation
            ? TypedResults.Ok(operation)
            : new ApiProblem(ProblemCatalog.NotFound);

    private static async Task<Results<ServerSentEventsResult<OperationStatus>, ApiProblem>> FollowOperation(
        Guid operationId, Caller caller, OperationQuery query, OperationEvents events, CancellationToken cancellationToken) =>
        await query.FindAsync(caller.RequiredTenantId, operationId, cancellationToken) is { } operation
            ? TypedResults.ServerSentEvents(events.FollowAsync(operation, caller.RequiredTenantId, cancellationToken))
            : new ApiProblem(ProblemCatalog.NotFound);

    private static Task<IResult> Start(
        OperationKind kind, OperationReason? request, Caller caller, HttpContext http, IdempotentStart idempotent, OperationRequests operations)
    {
        var start = new StartOperation(SecretOf(caller), kind, caller.Actor, Triggers.Manual, "tenant", request?.Reason, GracePeriod: null);
        return idempotent.StartAsync(
            http, caller, request, OperationReason.Validate(request, required: false), transaction => operations.StartAsync(transaction, start), LocationOf);
    }

    private static string LocationOf(Guid operationId) => $"{Root}/operations/{operationId}";

    private static SecretReference SecretOf(Caller caller) => new(caller.RequiredTenantId, Contracts.SecretTypes.Ssh, KeyName);
}
