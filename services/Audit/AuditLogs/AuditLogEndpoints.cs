namespace PenguinMails.Audit.AuditLogs;

internal static class AuditLogEndpoints
{
    public static void MapAuditLogs(this IEndpointRouteBuilder routes)
    {
        // Admins only: an operator reads credentials and health, not who did what.
        var logs = routes.MapGroup("/api/v1/admin/vault/audit-logs").RequireAuthorization(AccessPolicies.Admin).WithTags("Audit");

        logs.MapGet("", ListAsync).Audited("audit_log.read").Describe("listAuditLogs", "Lists the ledger's records, newest first");
    }

    private static async Task<Results<Ok<AuditLogPage>, ApiProblem>> ListAsync(
        [AsParameters] AuditLogRequest request, AuditLogQuery query, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var filter = AuditLogFilter.Parse(request, errors);
        var position = AuditLogPosition.Parse(request, errors);
        return errors.Any ? errors.ToProblem() : TypedResults.Ok(await query.FindAsync(filter, position, cancellationToken));
    }
}
