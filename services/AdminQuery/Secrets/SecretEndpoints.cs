namespace PenguinMails.AdminQuery.Secrets;

/// <summary>Admins and operators see a tenant's secrets. What changes them is KeyIssuance's.</summary>
internal static class SecretEndpoints
{
    private const string Action = "secret.view";

    public static void MapSecrets(this IEndpointRouteBuilder routes)
    {
        var tenant = routes.MapGroup("/api/v1/admin/secrets/tenant/{tenantId:guid}").RequireAuthorization(AccessPolicies.AdminRead).WithTags("Admin secrets");
        tenant.MapGet("", GetTenant).Audited(Action)
            .Describe("getTenantSecrets", "Returns the secrets of a tenant by type").CanFail(ProblemCatalog.NotFound);
        tenant.MapGet("/{type}", ListType).Audited(Action)
            .Describe("listTenantSecrets", "Lists a tenant's secrets of one type").CanFail(ProblemCatalog.NotFound);
    }

    private static async Task<Results<Ok<TenantSecrets>, ApiProblem>> GetTenant(Guid tenantId, SecretQuery query, CancellationToken cancellationToken)
    {
        var (found, isWhole) = await query.FindAsync(tenantId, cancellationToken);
        return found is null ? Unknown(isWhole) : TypedResults.Ok(found);
    }

    private static async Task<Results<Ok<IReadOnlyList<SecretOverview>>, ApiProblem>> ListType(
        Guid tenantId, string type, SecretQuery query, CancellationToken cancellationToken)
    {
        if (!SecretTypes.Rotated.Contains(type))
        {
            return new ApiProblem(ProblemCatalog.NotFound) { Detail = $"There is no secret type of this name. Types: {string.Join(", ", SecretTypes.Rotated)}." };
        }

        var (found, isWhole) = await query.ListAsync(tenantId, type, cancellationToken);
        return found is null ? Unknown(isWhole) : TypedResults.Ok(found);
    }

    /// <summary>While the projection is filled for the first time, nobody can say that there is no such tenant.</summary>
    private static ApiProblem Unknown(bool isWhole) => isWhole
        ? new ApiProblem(ProblemCatalog.NotFound)
        : new ApiProblem(ProblemCatalog.DependencyUnavailable) { Detail = "The tenants are being reported, and this one is not among those that have arrived. Try again soon." };
}
