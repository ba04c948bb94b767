using Microsoft.AspNetCore.Mvc;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Keys;

namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.TenantAccess;

/// <summary>A tenant's DKIM keys and what DNS has to say of them. What changes a key is an administrator's.</summary>
internal static class DkimEndpoints
{
    private const string Root = "/api/v1/tenant/dkim";
    private const string View = "dkim_key.view";

    public static void MapDkim(this IEndpointRouteBuilder routes)
    {
        var reads = routes.MapGroup(Root).RequireAuthorization(AccessPolicies.TenantOrKey(ApiKeyPermissions.DkimRead)).WithTags("Tenant DKIM keys");
        reads.MapGet("", List).Audited(View).Describe("listDkimKeys", "Lists the tenant's DKIM keys, by domain");
        reads.MapGet("/{domain}/dns-records", ListOwnRecords).Audited(View)
            .Describe("listDkimRecords", "Lists the DNS records that a domain's keys need, and what was seen of them").CanFail(ProblemCatalog.NotFound);
        routes.MapGroup(Root).RequireAuthorization(AccessPolicies.Tenant).WithTags("Tenant DKIM keys")
            .MapPost("/{domain}/check", Check).RequireStepUp().Audited("dkim_key.check").ProducesAccepted<DkimCheckAccepted>()
            .Describe("checkDkimRecords", "Looks at a domain's records now").CanFail(ProblemCatalog.NotFound);
        routes.MapGroup("/api/v1/admin/secrets/tenant/{tenantId:guid}/dkim").RequireAuthorization(AccessPolicies.AdminRead).WithTags("Admin secrets")
            .MapGet("/{domain}/dns-records", ListRecords).Audited(View)
            .Describe("listTenantDkimRecords", "Lists the DNS records that a domain's keys need, and what was seen of them").CanFail(ProblemCatalog.NotFound);
    }

    private static async Task<Results<Ok<PageOf<DkimDomainKey>>, ApiProblem>> List(
        [FromQuery(Name = "page")] string? page, [FromQuery(Name = "pageSize")] string? pageSize, Caller caller, DkimQuery query, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var wanted = Page.Parse(page, pageSize, errors);
        return errors.Any ? errors.ToProblem() : TypedResults.Ok(await query.ListAsync(caller.RequiredTenantId, wanted, cancellationToken));
    }

    private static Task<Results<Ok<IReadOnlyList<DnsRecord>>, ApiProblem>> ListOwnRecords(string domain, Caller caller, DkimQuery query, CancellationToken cancellationToken) =>
        AnswerAsync(query, caller.RequiredTenantId, domain, cancellationToken);

    private static Task<Results<Ok<IReadOnlyList<DnsRecord>>, ApiProblem>> ListRecords(Guid tenantId, string domain, DkimQuery query, CancellationToken cancellationToken) =>
        AnswerAsync(query, tenantId, domain, cancellationToken);

    private static async Task<Results<Ok<IReadOnlyList<DnsRecord>>, ApiProblem>> AnswerAsync(
        DkimQuery query, Guid tenantId, string domain, CancellationToken cancellationToken) =>
        DkimDomain.Read(domain, out _) is { } name
            ? Answers.OkOrNotFound(await query.RecordsAsync(tenantId, name, cancellationToken))
            : new ApiProblem(ProblemCatalog.NotFound);

    private static async Task<IResult> Check(string domain, Caller caller, HttpContext http, IdempotentStart idempotent, DkimChecks checks)
    {
        if (DkimDomain.Read(domain, out _) is not { } name)
        {
            return new ApiProblem(ProblemCatalog.NotFound);
        }

        return await idempotent.RunAsync(http, caller, null, async transaction =>
            await checks.StartAsync(transaction, new SecretReference(caller.RequiredTenantId, Contracts.SecretTypes.Dkim, name), caller.Actor) is { } accepted
                ? accepted with { Location = $"{Root}/{name}/dns-records" }
                : new ApiProblem(ProblemCatalog.NotFound));
    }
}
