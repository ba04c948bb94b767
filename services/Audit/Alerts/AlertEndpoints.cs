using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Audit.Alerts;

internal static class AlertEndpoints
{
    public static void MapAlerts(this IEndpointRouteBuilder routes)
    {
        var alerts = routes.MapGroup("/api/v1/admin/alerts").RequireAuthorization(AccessPolicies.Admin).WithTags("Alerts");

        alerts.MapGet("", ListAsync).Audited("alert.read");
        alerts.MapPost("{id:guid}/acknowledge", AcknowledgeAsync).Audited("alert.acknowledge");
    }

    private static async Task<Results<Ok<PageOf<Alert>>, ApiProblem>> ListAsync(
        [FromQuery(Name = "state")] string? state,
        [FromQuery(Name = "page")] string? page,
        [FromQuery(Name = "pageSize")] string? pageSize,
        AlertTable alerts,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().Require(
            state is null || AlertStates.All.Contains(state), "state", $"Must be one of {string.Join(", ", AlertStates.All)}.");
        var asked = Page.Parse(page, pageSize, errors);
        return errors.Any ? errors.ToProblem() : TypedResults.Ok(await alerts.FindAsync(state, asked, cancellationToken));
    }

    /// <summary>Acknowledging twice changes nothing and answers the same.</summary>
    private static Task<Results<Ok<Alert>, ApiProblem>> AcknowledgeAsync(
        Guid id, Caller caller, Database database, AuditTrail trail, TimeProvider time, CancellationToken cancellationToken) =>
        database.InTransactionAsync<Results<Ok<Alert>, ApiProblem>>(
            async transaction =>
            {
                var isNew = await AlertTable.AcknowledgeAsync(transaction, id, caller.Email, time.GetUtcNow());
                if (await AlertTable.FindAsync(transaction, id) is not { } alert)
                {
                    return new ApiProblem(ProblemCatalog.NotFound);
                }

                if (isNew)
                {
                    await trail.RecordAsync(transaction, caller.Actor, AlertAcknowledged(alert));
                }

                return TypedResults.Ok(alert);
            },
            cancellationToken);

    private static AuditEntry AlertAcknowledged(Alert alert) => new("alert.acknowledge", AuditOutcomes.Success)
    {
        TenantId = alert.TenantId,
        Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["alertId"] = $"{alert.AlertId}", ["kind"] = alert.Kind },
    };
}
