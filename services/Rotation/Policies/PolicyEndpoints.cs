namespace PenguinMails.Rotation.Policies;

/// <summary>Admins set when secrets are rotated; operators see it.</summary>
internal static class PolicyEndpoints
{
    public static void MapPolicies(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/admin/secrets/rotation-policies").WithTags("Admin rotation");
        group.MapGet("", ListAsync).RequireAuthorization(AccessPolicies.AdminRead).Audited("rotation_policy.view")
            .Describe("listRotationPolicies", "Lists the default policy of each type and the overrides of tenants");
        group.MapGet("/changes", ChangesAsync).RequireAuthorization(AccessPolicies.AdminRead).Audited("rotation_policy.view")
            .Describe("listRotationPolicyChanges", "Lists changes of policies, newest first");
        group.MapPut("", PutAsync).RequireAuthorization(AccessPolicies.Admin).RequireStepUp().Audited("rotation_policy.change")
            .Describe("putRotationPolicy", "Sets a type's policy, or a tenant's override of it").CanFail(ProblemCatalog.PolicyChanged);
        group.MapDelete("", RemoveAsync).RequireAuthorization(AccessPolicies.Admin).RequireStepUp().Audited("rotation_policy.change")
            .Describe("removeRotationPolicy", "Removes a policy that was set; the default holds again").CanFail(ProblemCatalog.NotFound);
    }

    private static async Task<Results<Ok<PageOf<PolicyView>>, ApiProblem>> ListAsync(
        [OneOf(typeof(Contracts.SecretTypes))] string? secretType, Guid? tenantId, string? page, string? pageSize, PolicyQuery query, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var parsed = Validate(secretType, page, pageSize, errors);
        return errors.Any ? errors.ToProblem() : TypedResults.Ok(await query.ListAsync(secretType, tenantId, parsed, cancellationToken));
    }

    private static async Task<Results<Ok<PageOf<PolicyChangeView>>, ApiProblem>> ChangesAsync(
        [OneOf(typeof(Contracts.SecretTypes))] string? secretType, Guid? tenantId, string? page, string? pageSize, PolicyQuery query, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var parsed = Validate(secretType, page, pageSize, errors);
        return errors.Any ? errors.ToProblem() : TypedResults.Ok(await query.ChangesAsync(secretType, tenantId, parsed, cancellationToken));
    }

    private static async Task<Results<Ok<PolicyView>, ApiProblem>> PutAsync(
        PutPolicy request, Caller caller, Database database, PolicyChange change, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var settings = request.Validate(errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return await database.InTransactionAsync(
            transaction => change.PutAsync(transaction, request, settings, caller.Actor), cancellationToken) is { } policy
            ? TypedResults.Ok(policy)
            : new ApiProblem(ProblemCatalog.PolicyChanged);
    }

    private static async Task<Results<NoContent, ApiProblem>> RemoveAsync(
        [OneOf(typeof(Contracts.SecretTypes))] string? secretType, Guid? tenantId, string? reason, Caller caller, Database database, PolicyChange change, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors()
            .Require(PolicyBounds.Of(secretType) is not null, "secretType", $"Must be one of {string.Join(", ", RotatedTypes.Names)}.")
            .RequireReason(reason, required: false);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return await database.InTransactionAsync(
            transaction => change.RemoveAsync(transaction, secretType!, tenantId, reason, caller.Actor), cancellationToken)
            ? TypedResults.NoContent()
            : new ApiProblem(ProblemCatalog.NotFound);
    }

    private static Page Validate(string? secretType, string? page, string? pageSize, FieldErrors errors)
    {
        errors.Require(
            secretType is null || PolicyBounds.Of(secretType) is not null, "secretType", $"Must be one of {string.Join(", ", RotatedTypes.Names)}.");
        return Page.Parse(page, pageSize, errors);
    }
}
