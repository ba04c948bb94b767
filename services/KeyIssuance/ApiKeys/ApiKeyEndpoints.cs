using Microsoft.AspNetCore.Mvc;
using PenguinMails.KeyIssuance.ApiKeys.Keys;
using PenguinMails.KeyIssuance.ApiKeys.Usage;
using PenguinMails.KeyIssuance.OperationProgress;

namespace PenguinMails.KeyIssuance.ApiKeys;

/// <summary>A tenant's API keys. The tenant always comes from the token. Keys themselves may read; what changes one is a person's.</summary>
internal static class ApiKeyEndpoints
{
    public static void MapApiKeys(this IEndpointRouteBuilder routes)
    {
        var reads = routes.MapGroup(ApiKeyAddress.Root).RequireAuthorization(AccessPolicies.TenantOrKey(ApiKeyPermissions.ApiKeysRead)).WithTags("Tenant API keys");
        reads.MapGet("", List).Audited("api_key.view").Describe("listApiKeys", "Lists the tenant's API keys, newest first");
        reads.MapGet("/{keyId:guid}/usage", GetUsage).Audited("api_key.view").Describe("getApiKeyUsage", "Returns how often a key was used, by hour or day and by permission");

        var changes = routes.MapGroup(ApiKeyAddress.Root).RequireAuthorization(AccessPolicies.Tenant).WithTags("Tenant API keys");
        changes.MapPost("", Create).RequireStepUp().Audited(ApiKeyChanges.Create).ProducesOnce<PlainTextIssuedApiKey>()
            .Describe("createApiKey", "Creates an API key; the key is shown this once").CanFail(ProblemCatalog.TooManyApiKeys, ProblemCatalog.NotFound);
        changes.MapPost("/{keyId:guid}/rotate", Rotate).RequireStepUp().Audited(ApiKeyChanges.Rotate).ProducesOnce<PlainTextIssuedApiKey>()
            .Describe("rotateApiKey", "Replaces an API key by another, which is shown this once; the present one works for a grace period")
            .CanFail(ProblemCatalog.ApiKeyEnded, ProblemCatalog.ApiKeyReplaced, ProblemCatalog.TooManyApiKeys);
        changes.MapPost("/{keyId:guid}/hold", Hold).RequireStepUp().Audited(ApiKeyHolds.Hold)
            .Describe("holdApiKey", "Puts off the end of a key that was rotated and is still used, for a reason")
            .CanFail(ProblemCatalog.ApiKeyEnded, ProblemCatalog.NoGracePeriod);
        changes.MapPost("/{keyId:guid}/release", Release).RequireStepUp().Audited(ApiKeyHolds.Release)
            .Describe("releaseApiKey", "Lets a key that is held end as its rotation said, or now when that is past")
            .CanFail(ProblemCatalog.ApiKeyEnded, ProblemCatalog.NoGracePeriod, ProblemCatalog.ApiKeyNotHeld);
        changes.MapPost("/{keyId:guid}/revoke", Revoke).RequireStepUp().Audited(ApiKeyChanges.Revoke)
            .Describe("revokeApiKey", "Revokes an API key: it is refused everywhere within 5 seconds").CanFail(ProblemCatalog.AlreadyRevoked);
    }

    private static async Task<Results<Ok<PageOf<ApiKey>>, ApiProblem>> List(
        [FromQuery(Name = "page")] string? page,
        [FromQuery(Name = "pageSize")] string? pageSize,
        Caller caller, ApiKeyQuery query, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var wanted = Page.Parse(page, pageSize, errors);
        return errors.Any ? errors.ToProblem() : TypedResults.Ok(await query.ListAsync(caller.RequiredTenantId, wanted, cancellationToken));
    }

    private static Task<Results<Ok<ApiKeyUsage>, ApiProblem>> GetUsage(
        Guid keyId, [AsParameters] UsageRequest request, Caller caller, UsageQuery query, CancellationToken cancellationToken) =>
        query.AnswerAsync(caller.RequiredTenantId, keyId, request, cancellationToken);

    private static async Task<IResult> Create(CreateApiKey request, Caller caller, HttpContext http, IdempotentStart idempotent, ApiKeyChanges keys) =>
        request.Validate() is { Any: true } errors
            ? errors.ToProblem()
            : await idempotent.RunAsync(http, caller, request, transaction => keys.CreateAsync(transaction, caller, request));

    private static async Task<IResult> Rotate(
        Guid keyId, RotateApiKey? request, Caller caller, HttpContext http, IdempotentStart idempotent, ApiKeyChanges keys)
    {
        var errors = new FieldErrors();
        var grace = RotateApiKey.Parse(request, errors);
        return errors.Any
            ? errors.ToProblem()
            : await idempotent.RunAsync(http, caller, request, transaction => keys.RotateAsync(transaction, caller, keyId, grace));
    }

    private static async Task<Results<Ok<ApiKey>, ApiProblem>> Hold(
        Guid keyId, HoldApiKey request, Caller caller, Database database, ApiKeyHolds holds, CancellationToken cancellationToken) =>
        request.Validate() is { Any: true } errors
            ? errors.ToProblem()
            : await database.InTransactionAsync(transaction => holds.HoldAsync(transaction, caller, keyId, request), cancellationToken);

    private static async Task<Results<Ok<ApiKey>, ApiProblem>> Release(
        Guid keyId, OperationReason? request, Caller caller, Database database, ApiKeyHolds holds, CancellationToken cancellationToken) =>
        OperationReason.Validate(request, required: false) is { Any: true } errors
            ? errors.ToProblem()
            : await database.InTransactionAsync(transaction => holds.ReleaseAsync(transaction, caller, keyId, request?.Reason), cancellationToken);

    private static async Task<Results<NoContent, ApiProblem>> Revoke(
        Guid keyId, OperationReason? request, Caller caller, Database database, ApiKeyChanges keys, CancellationToken cancellationToken) =>
        OperationReason.Validate(request, required: false) is { Any: true } errors
            ? errors.ToProblem()
            : await database.InTransactionAsync(
                transaction => keys.RevokeAsync(transaction, caller.RequiredTenantId, keyId, caller.Actor, request?.Reason), cancellationToken);
}
