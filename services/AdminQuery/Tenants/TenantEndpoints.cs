namespace PenguinMails.AdminQuery.Tenants;

/// <summary>Admins and operators see how tenants stand.</summary>
internal static class TenantEndpoints
{
    public static void MapTenants(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/admin/secrets/tenants", ListAsync)
        .RequireAuthorization(AccessPolicies.AdminRead).Audited("tenant_list.view").WithTags("Admin secrets")
        .Describe("listTenants", "Lists tenants and how their secrets stand");

    private static async Task<Results<Ok<TenantPage>, ApiProblem>> ListAsync(
        [AsParameters] TenantFilter filter, TenantQuery query, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var page = filter.Validate(errors);
        return errors.Any ? errors.ToProblem() : TypedResults.Ok(await query.ListAsync(filter, page, cancellationToken));
    }
}
