using PenguinMails.Audit.Reading;

namespace PenguinMails.Audit.AuditLogs;

/// <summary>What the ledger says about a tenant, for its own people. The tenant always comes from the token.</summary>
internal static class TenantAuditEndpoints
{
    public static void MapTenantAuditLogs(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/tenant/audit-logs", ListAsync)
        .RequireAuthorization(AccessPolicies.TenantOrKey(ApiKeyPermissions.AuditRead)).WithTags("Tenant audit").Audited("audit_log.read")
        .Describe("listTenantAuditLogs", "Lists the ledger's records of the tenant, newest first").CanFail(ProblemCatalog.ReadingLimitReached);

    private static async Task<Results<Ok<TenantAuditPage>, ApiProblem>> ListAsync(
        [AsParameters] TenantAuditRequest request, Caller caller, TenantAuditQuery query, LedgerReading reading, LedgerVocabulary vocabulary,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var filter = AuditLogFilter.Parse(request, caller.RequiredTenantId, errors);
        var position = AuditLogPosition.Parse(request, errors);
        await vocabulary.RequireKnownAsync(filter, errors, cancellationToken);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var page = await query.FindAsync(caller.RequiredTenantId, filter, position, cancellationToken);
        return await reading.BeginAsync(caller, filter.AsSubject("tenant"), page.Items.Select(entry => entry.Sequence), cancellationToken) is { } refusal
            ? refusal
            : TypedResults.Ok(page);
    }
}
