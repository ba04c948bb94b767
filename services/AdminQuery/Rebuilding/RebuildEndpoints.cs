namespace PenguinMails.AdminQuery.Rebuilding;

/// <summary>Administrators have the list of tenants rebuilt; operators see how current it is.</summary>
internal static class RebuildEndpoints
{
    public const string Root = "/api/v1/admin/secrets/tenants/rebuild";
    private const string Action = "tenant_list.rebuild";

    public static void MapRebuild(this IEndpointRouteBuilder routes)
    {
        var rebuild = routes.MapGroup(Root).WithTags("Admin secrets");
        rebuild.MapGet("", GetAsync).RequireAuthorization(AccessPolicies.AdminRead).Audited("tenant_list.view")
            .Describe("getTenantListState", "Returns how current the list of tenants is, and its last rebuild");
        rebuild.MapPost("", BeginAsync).RequireAuthorization(AccessPolicies.Admin).RequireStepUp().Audited(Action).ProducesAccepted<RebuildAccepted>()
            .Describe("rebuildTenantList", "Rebuilds the list of tenants from what their services know");
    }

    private static Task<ProjectionView> GetAsync(Database database, ProjectionState state, CancellationToken cancellationToken) => database.ReadAsync(
        async read =>
        {
            var currency = await state.ReadAsync(read);
            var last = await read.QuerySingleOrDefaultAsync<RebuildView>(
                "select rebuild_id, state, reason, requested_at, finished_at, total, done from rebuild order by requested_at desc, rebuild_id desc limit 1");
            return new ProjectionView(currency.AsOf, currency.BehindSeconds, currency.MissingSince, await read.ScalarAsync<int>("select count(*) from tenant"), last);
        },
        cancellationToken);

    private static async Task<IResult> BeginAsync(
        RebuildRequest? request, Caller caller, HttpContext http, IdempotentStart idempotent, AuditTrail trail, TimeProvider time)
    {
        var errors = new FieldErrors().RequireReason(request?.Reason, required: true);
        return errors.Any
            ? errors.ToProblem()
            : await idempotent.RunAsync(http, caller, request, async transaction =>
            {
                var rebuildId = await Rebuilds.BeginAsync(transaction, request!.Reason, time.GetUtcNow());
                await trail.RecordAsync(transaction, caller.Actor, new AuditEntry(Action, AuditOutcomes.Success)
                {
                    Reason = request.Reason,
                    Details = new(StringComparer.Ordinal) { ["rebuildId"] = $"{rebuildId}" },
                });
                return new RebuildAccepted(rebuildId) { Location = Root };
            });
    }
}
