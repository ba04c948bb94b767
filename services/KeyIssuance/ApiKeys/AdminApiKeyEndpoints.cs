using Microsoft.AspNetCore.Mvc;
using PenguinMails.KeyIssuance.AdminAccess;
using PenguinMails.KeyIssuance.ApiKeys.Keys;
using PenguinMails.KeyIssuance.ApiKeys.Usage;
using PenguinMails.KeyIssuance.OperationProgress;

namespace PenguinMails.KeyIssuance.ApiKeys;

/// <summary>Admins and developers see any tenant's API keys; admins revoke them.</summary>
internal static class AdminApiKeyEndpoints
{
    private const string Root = AdminEndpoints.TenantRoot + "/api-keys";

    public static void MapAdminApiKeys(this IEndpointRouteBuilder routes)
    {
        var reads = routes.MapGroup(Root).RequireAuthorization(AccessPolicies.ApiKeyRead).WithTags("Admin API keys");
        reads.MapGet("", List).Audited("api_key.view").Describe("listTenantApiKeys", "Lists a tenant's API keys, newest first").CanFail(ProblemCatalog.NotFound);
        reads.MapGet("/{keyId:guid}/usage", GetUsage).Audited("api_key.view")
            .Describe("getTenantApiKeyUsage", "Returns how often a tenant's key was used, by hour or day and by permission");

        routes.MapGroup(Root).RequireAuthorization(AccessPolicies.Admin).WithTags("Admin API keys")
            .MapPost("/{keyId:guid}/revoke", Revoke).RequireStepUp().Audited(ApiKeyChanges.Revoke)
            .Describe("revokeTenantApiKey", "Revokes a tenant's API key: it is refused everywhere within 5 seconds").CanFail(ProblemCatalog.AlreadyRevoked);
    }

    private static async Task<Results<Ok<PageOf<ApiKey>>, ApiProblem>> List(
        Guid tenantId,
        [FromQuery(Name = "page")] string? page,
        [FromQuery(Name = "pageSize")] string? pageSize,
        ApiKeyQuery query, KnownSecrets known, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var wanted = Page.Parse(page, pageSize, errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return await known.HasTenantAsync(tenantId, cancellationToken)
            ? TypedResults.Ok(await query.ListAsync(tenantId, wanted, cancellationToken))
            : new ApiProblem(ProblemCatalog.NotFound);
    }

    private static Task<Results<Ok<ApiKeyUsage>, ApiProblem>> GetUsage(
        Guid tenantId, Guid keyId, [AsParameters] UsageRequest request, UsageQuery query, CancellationToken cancellationToken) =>
        query.AnswerAsync(tenantId, keyId, request, cancellationToken);

    private static async Task<Results<NoContent, ApiProblem>> Revoke(
        Guid tenantId, Guid keyId, OperationReason? request, Caller caller, Database database, ApiKeyChanges keys, CancellationToken cancellationToken) =>
        OperationReason.Validate(request, required: true) is { Any: true } errors
            ? errors.ToProblem()
            : await database.InTransactionAsync(
                transaction => keys.RevokeAsync(transaction, tenantId, keyId, caller.Actor, request!.Reason), cancellationToken);
}
