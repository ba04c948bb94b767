using Microsoft.AspNetCore.Mvc;

namespace PenguinMails.Audit.Alerts;

internal static class AlertEndpoints
{
    public static void MapAlerts(this IEndpointRouteBuilder routes)
    {
        var alerts = routes.MapGroup("/api/v1/admin/alerts").WithTags("Alerts");

        alerts.MapGet("", ListAsync).RequireAuthorization(AccessPolicies.AdminRead).Audited("alert.read").Describe("listAlerts", "Lists alerts, newest first; operators see no persons in them");
        alerts.MapGet("{id:guid}", GetAsync).RequireAuthorization(AccessPolicies.AdminRead).Audited("alert.read")
            .Describe("getAlert", "Returns an alert and its deliveries; operators see no persons in it");
        alerts.MapPost("{id:guid}/acknowledge", AcknowledgeAsync).RequireAuthorization(AccessPolicies.Admin).Audited("alert.acknowledge")
            .Describe("acknowledgeAlert", "Acknowledges an alert").CanFail(ProblemCatalog.AlertResolved);
        alerts.MapPost("{id:guid}/resolve", ResolveAsync).RequireAuthorization(AccessPolicies.Admin).RequireStepUp().Audited("alert.resolve")
            .Describe("resolveAlert", "Resolves an alert; raised again, it is a new alert");
    }

    private static async Task<Results<Ok<PageOf<Alert>>, ApiProblem>> ListAsync(
        [FromQuery(Name = "state"), OneOf(typeof(AlertStates))] string? state,
        [FromQuery(Name = "page")] string? page,
        [FromQuery(Name = "pageSize")] string? pageSize,
        Caller caller,
        AlertTable alerts,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().RequireOneOf(state, AlertStates.All, "state");
        var asked = Page.Parse(page, pageSize, errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var found = await alerts.FindAsync(state, asked, cancellationToken);
        foreach (var alert in found.Items)
        {
            ShowTo(caller, alert);
        }

        return TypedResults.Ok(found);
    }

    private static async Task<Results<Ok<AlertDetails>, ApiProblem>> GetAsync(Guid id, Caller caller, AlertTable alerts, CancellationToken cancellationToken)
    {
        var alert = await alerts.FindAsync(id, cancellationToken);
        ShowTo(caller, alert);
        return Answers.OkOrNotFound(alert);
    }

    private static void ShowTo(Caller caller, Alert? alert)
    {
        if (caller.Role != Roles.Admin)
        {
            alert?.LeaveOutPersons();
        }
    }

    /// <summary>Acknowledging twice changes nothing and answers the same.</summary>
    private static Task<Results<Ok<Alert>, ApiProblem>> AcknowledgeAsync(
        Guid id, Caller caller, Database database, AlertTable alerts, AuditTrail trail, TimeProvider time, CancellationToken cancellationToken) =>
        database.InTransactionAsync<Results<Ok<Alert>, ApiProblem>>(
            async transaction =>
            {
                var isNew = await alerts.AcknowledgeAsync(transaction, id, caller.Email, time.GetUtcNow());
                if (await AlertTable.FindAsync(transaction, id) is not { } alert)
                {
                    return new ApiProblem(ProblemCatalog.NotFound);
                }

                if (alert.State == AlertStates.Resolved)
                {
                    return new ApiProblem(ProblemCatalog.AlertResolved);
                }

                if (isNew)
                {
                    await trail.RecordAsync(transaction, caller.Actor, Entry("alert.acknowledge", alert));
                }

                return TypedResults.Ok(alert);
            },
            cancellationToken);

    /// <summary>Resolving twice changes nothing and answers the same. The reason is kept in the audit ledger only.</summary>
    private static async Task<Results<Ok<Alert>, ApiProblem>> ResolveAsync(
        Guid id, AlertResolution? resolution, Caller caller, Database database, AlertTable alerts, AuditTrail trail, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().RequireReason(resolution?.Reason, required: false);
        return errors.Any ? errors.ToProblem() : await database.InTransactionAsync<Results<Ok<Alert>, ApiProblem>>(
            async transaction =>
            {
                var isNew = await alerts.ResolveAsync(transaction, id, caller.Email, time.GetUtcNow());
                if (await AlertTable.FindAsync(transaction, id) is not { } alert)
                {
                    return new ApiProblem(ProblemCatalog.NotFound);
                }

                if (isNew)
                {
                    await trail.RecordAsync(transaction, caller.Actor, Entry("alert.resolve", alert) with { Reason = resolution?.Reason });
                }

                return TypedResults.Ok(alert);
            },
            cancellationToken);
    }

    private static AuditEntry Entry(string action, Alert alert) => new(action, AuditOutcomes.Success)
    {
        TenantId = alert.TenantId,
        Details = new() { ["alertId"] = $"{alert.AlertId}", ["kind"] = alert.Kind },
    };
}

/// <param name="Reason">What it was, or what was done; at most 500 characters.</param>
public sealed record AlertResolution(string? Reason = null);
