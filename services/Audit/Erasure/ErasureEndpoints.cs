namespace PenguinMails.Audit.Erasure;

/// <summary>Erasure requests (GDPR Art. 17): one administrator requests, a second one approves, and the erasure is carried out.</summary>
internal static class ErasureEndpoints
{
    public const string Root = "/api/v1/admin/vault/audit-logs/erasures";

    private const int MaxUserLength = 320;
    private static readonly TimeSpan DecisionPatience = TimeSpan.FromHours(72);

    public static void MapErasures(this IEndpointRouteBuilder routes)
    {
        var erasures = routes.MapGroup(Root).RequireAuthorization(AccessPolicies.Admin).WithTags("Audit erasure");

        erasures.MapPost("", RequestAsync).RequireStepUp().Audited(ErasureTable.Kind + ".request")
            .Describe("requestErasure", "Requests the erasure of a person's or a tenant's personal data").ProducesAccepted<ErasureAccepted>();
        erasures.MapGet("", ListAsync).Audited(ErasureTable.Kind + ".view").Describe("listErasures", "Lists erasures, newest first");
        erasures.MapGet("/{id:guid}", GetAsync).Audited(ErasureTable.Kind + ".view").Describe("getErasure", "Returns an erasure");
        erasures.MapDecisions(ErasureTable.Kind, "Erasure", FollowAsync);
    }

    private static async Task<IResult> RequestAsync(
        RequestErasure request, Caller caller, HttpContext http, IdempotentStart idempotent, ApprovalRequests approvals, TimeProvider time)
    {
        var errors = new FieldErrors()
            .Require((request.TenantId is null) != (request.User is null), "tenantId", "Name either 'tenantId' or 'user'.")
            .Require(request.User is null || (request.User.Length is > 0 and <= MaxUserLength && !request.User.Contains('\0')), "user", $"Must have 1 to {MaxUserLength} characters.")
            .RequireReason(request.Reason, required: true);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return await idempotent.RunAsync(http, caller, request, async transaction =>
        {
            var erasureId = Guid.CreateVersion7(time.GetUtcNow());
            await ErasureTable.AddAsync(transaction, erasureId, request, time.GetUtcNow());
            // The summary goes into the ledger, so it names no person.
            var whose = request.TenantId is { } tenant ? $"all users of tenant {tenant}" : "one user";
            await approvals.RequestAsync(
                transaction, caller, ErasureTable.Kind, erasureId, $"{Root}/{erasureId}", $"Erasure of personal data of {whose}, for good", request.Reason!, DecisionPatience);
            return new ErasureAccepted(erasureId, ApprovalStates.Pending) { Location = $"{Root}/{erasureId}" };
        });
    }

    private static async Task<Results<Ok<PageOf<ErasureView>>, ApiProblem>> ListAsync(
        string? page, string? pageSize, Database database, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var asked = Page.Parse(page, pageSize, errors);
        return errors.Any
            ? errors.ToProblem()
            : TypedResults.Ok(await database.ReadAsync(connection => ErasureTable.FindAsync(connection, asked, time.GetUtcNow()), cancellationToken));
    }

    private static async Task<Results<Ok<ErasureView>, ApiProblem>> GetAsync(Guid id, Database database, TimeProvider time, CancellationToken cancellationToken) =>
        Answers.OkOrNotFound(await database.ReadAsync(connection => ErasureTable.FindAsync(connection, id, time.GetUtcNow()), cancellationToken));

    private static async Task<ErasureView> FollowAsync(Decision decision)
    {
        await (decision.IsApproved
            ? ErasureExecution.EraseAsync(decision.Transaction, decision.Approval, decision.Services.GetRequiredService<AuditTrail>(), decision.Now)
            : ErasureTable.RejectAsync(decision.Transaction, decision.Approval.SubjectId));
        return (await ErasureTable.FindAsync(decision.Transaction, decision.Approval.SubjectId, decision.Now))!;
    }
}
