namespace PenguinMails.Rotation.Schedules;

/// <summary>Admins and operators see what is due, and what is overdue.</summary>
internal static class ScheduleEndpoints
{
    public static void MapSchedule(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/admin/secrets/rotation-schedule", ListAsync)
        .RequireAuthorization(AccessPolicies.AdminRead).Audited("rotation_schedule.view").WithTags("Admin rotation")
        .Describe("listRotationSchedule", "Lists when secrets are due, the most urgent first");

    private static async Task<Results<Ok<PageOf<ScheduleView>>, ApiProblem>> ListAsync(
        [OneOf("overdue", "7d", "30d")] string? due, [OneOf(typeof(Contracts.SecretTypes))] string? secretType, Guid? tenantId, string? page, string? pageSize, ScheduleQuery query, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors()
            .Require(due is null || ScheduleQuery.Horizons.ContainsKey(due), "due", $"Must be one of {string.Join(", ", ScheduleQuery.Horizons.Keys)}.")
            .RequireOneOf(secretType, RotatedTypes.Names, "secretType");
        var parsed = Page.Parse(page, pageSize, errors);
        return errors.Any ? errors.ToProblem() : TypedResults.Ok(await query.ListAsync(due, secretType, tenantId, parsed, cancellationToken));
    }
}
