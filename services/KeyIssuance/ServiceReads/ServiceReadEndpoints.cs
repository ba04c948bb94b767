using Microsoft.AspNetCore.Mvc;
using PenguinMails.KeyIssuance.AdminAccess;

namespace PenguinMails.KeyIssuance.ServiceReads;

/// <summary>Platform services read what they need for their work, each what the scopes of its token name.</summary>
internal static class ServiceReadEndpoints
{
    private const int LongestName = 253; // of a domain

    public static void MapServiceReads(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/services/secrets/{type}/{tenantId:guid}/{name}", Get)
        .RequireAuthorization(AccessPolicies.ReadSecrets).WithTags("Platform services").AddEndpointFilter<RouteHandlerBuilder, KnownTypeFilter>()
        .Audited(ServiceReadAudit.AnyType).Produces<ServiceSecret>().Produces(StatusCodes.Status304NotModified)
        .Describe("readServiceSecret", "Returns a tenant's secret to a service whose scope is secrets:read:{type}; its version is the ETag")
        .CanFail(ProblemCatalog.NotRevealable, ProblemCatalog.NoActiveKey, ProblemCatalog.OperationInProgress, ProblemCatalog.NotFound);

    private static async Task<IResult> Get(
        string type, Guid tenantId, string name, [FromHeader(Name = "If-None-Match")] string? ifNoneMatch, Caller caller, ServiceSecretReads reads, CancellationToken cancellationToken) =>
        name.Length <= LongestName
            ? await reads.AnswerAsync(new SecretReference(tenantId, type, name), ifNoneMatch, caller, cancellationToken)
            : new ApiProblem(ProblemCatalog.NotFound);
}
