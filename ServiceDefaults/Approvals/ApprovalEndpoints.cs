using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace PenguinMails.ServiceDefaults;

/// <param name="Reason">Why; needed to reject.</param>
public sealed record ApprovalDecision(string? Reason = null);

public static class ApprovalEndpoints
{
    /// <summary>Approvals of this service: rules, table and expiry.</summary>
    public static IServiceCollection AddApprovals(this IServiceCollection services) =>
        services.AddSingleton<ApprovalRequests>().AddHostedService<ApprovalExpiry>();

    /// <summary>Lists them. They are decided where the thing is that they are about.</summary>
    public static void MapApprovals(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/admin/approvals", ListAsync).RequireAuthorization(AccessPolicies.Admin).WithTags("Approvals")
            .Audited("approval.view").Describe("listApprovals", "Lists requests for approval, newest first");

    private static async Task<Results<Ok<PageOf<Approval>>, ApiProblem>> ListAsync(
        [FromQuery(Name = "state"), OneOf(typeof(ApprovalStates))] string? state,
        [FromQuery(Name = "page")] string? page,
        [FromQuery(Name = "pageSize")] string? pageSize,
        Database database,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().RequireOneOf(state, ApprovalStates.All, "state");
        var asked = Page.Parse(page, pageSize, errors);
        return errors.Any
            ? errors.ToProblem()
            : TypedResults.Ok(await database.ReadAsync(
                connection => ApprovalTable.FindAsync(connection, state, asked, time.GetUtcNow()), cancellationToken));
    }
}
