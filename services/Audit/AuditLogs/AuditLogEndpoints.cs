using PenguinMails.Audit.Reading;

namespace PenguinMails.Audit.AuditLogs;

internal static class AuditLogEndpoints
{
    private const string OfAdministrators = "Is for administrators: it finds records by person.";

    public static void MapAuditLogs(this IEndpointRouteBuilder routes)
    {
        // Operators see what was done, and not by whom.
        var logs = routes.MapGroup("/api/v1/admin/vault/audit-logs").RequireAuthorization(AccessPolicies.AdminRead).WithTags("Audit");

        logs.MapGet("", ListAsync).Audited("audit_log.read").Describe("listAuditLogs", "Lists the ledger's records, newest first; operators see no persons in them")
            .CanFail(ProblemCatalog.ReadingLimitReached);

        routes.MapGet("/api/v1/admin/secrets/tenant/{tenantId:guid}/{type}/{name}/audit", ListOfSecretAsync)
            .RequireAuthorization(AccessPolicies.Admin).WithTags("Admin secrets").Audited("audit_log.read")
            .Describe("listSecretAudit", "Lists the ledger's records of a secret, newest first").CanFail(ProblemCatalog.NotFound, ProblemCatalog.ReadingLimitReached);
    }

    private static async Task<Results<Ok<AuditLogPage>, ApiProblem>> ListAsync(
        [AsParameters] AuditLogRequest request, Caller caller, AuditLogQuery query, LedgerReading reading, LedgerVocabulary vocabulary,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var filter = AuditLogFilter.Parse(request, errors);
        var position = AuditLogPosition.Parse(request, errors);
        await vocabulary.RequireKnownAsync(filter, errors, cancellationToken);
        if (caller.Role != Roles.Admin)
        {
            // Whoever finds records by a name learns whose they are; so do words of a reason, and Vault's own trail names addresses in its paths.
            errors.Require(filter.User is null, "user", OfAdministrators).Require(filter.OnBehalfOf is null, "onBehalfOf", OfAdministrators)
                .Require(filter.Search is null, "search", OfAdministrators).Require(filter.Chain == LedgerChains.Platform, "chain", OfAdministrators);
        }

        return errors.Any ? errors.ToProblem() : await ReadAsync(filter, position, caller, query, reading, cancellationToken);
    }

    private static async Task<Results<Ok<AuditLogPage>, ApiProblem>> ListOfSecretAsync(
        Guid tenantId, string type, string name, [AsParameters] SecretAuditRequest request, Caller caller, AuditLogQuery query, LedgerReading reading,
        LedgerVocabulary vocabulary, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var secret = new SecretReference(tenantId, type, name);
        var filter = AuditLogFilter.Parse(request, errors) with { Secret = secret };
        var position = AuditLogPosition.Parse(request, errors);
        await vocabulary.RequireKnownAsync(filter, errors, cancellationToken);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return await query.IsKnownAsync(secret, cancellationToken)
            ? await ReadAsync(filter, position, caller, query, reading, cancellationToken)
            : new ApiProblem(ProblemCatalog.NotFound) { Detail = "The ledger has no record of this secret. GET /api/v1/admin/secrets/tenant/{tenantId} lists a tenant's secrets." };
    }

    private static async Task<Results<Ok<AuditLogPage>, ApiProblem>> ReadAsync(
        AuditLogFilter filter, AuditLogPosition position, Caller caller, AuditLogQuery query, LedgerReading reading, CancellationToken cancellationToken)
    {
        var page = await query.FindAsync(filter, position, cancellationToken);
        return await reading.BeginAsync(caller, filter.AsSubject("list"), page.Items.Select(entry => entry.Sequence), cancellationToken) is { } refusal
            ? refusal
            : TypedResults.Ok(ShownTo(caller, page));
    }

    private static AuditLogPage ShownTo(Caller caller, AuditLogPage page)
    {
        foreach (var entry in caller.Role == Roles.Admin ? [] : page.Items)
        {
            entry.LeaveOutPersons();
        }

        return page;
    }
}
