using Microsoft.AspNetCore.Http.HttpResults;

namespace PenguinMails.ServiceDefaults;

/// <summary>An administrator's decision on what another requested.</summary>
/// <param name="Transaction">The decision's.</param>
/// <param name="Approval">The request, with what it is about.</param>
/// <param name="Caller">Who decided.</param>
/// <param name="IsApproved">Approved, or rejected.</param>
/// <param name="Now">When, UTC.</param>
/// <param name="Services">The request's.</param>
public sealed record Decision(
    DatabaseTransaction Transaction, Approval Approval, Caller Caller, bool IsApproved, DateTimeOffset Now, IServiceProvider Services);

/// <summary>What follows from a decision, in its transaction.</summary>
/// <returns>The thing as it is then: the answer.</returns>
public delegate Task<TView> DecisionFollows<TView>(Decision decision);

public static class ApprovalDecisions
{
    /// <summary>Maps <c>POST /{id}/approve</c> and <c>/{id}/reject</c>, with a step-up grant each, for things that a second administrator decides.</summary>
    /// <param name="things">The group of the things' endpoints; it says who may.</param>
    /// <param name="kind">The kind of their approvals; also the action in audit.</param>
    /// <param name="noun">What the things are called in operation ids, such as <c>Export</c>.</param>
    public static void MapDecisions<TView>(this IEndpointRouteBuilder things, string kind, string noun, DecisionFollows<TView> follow)
    {
        ProblemKind[] problems = [ProblemCatalog.SelfApproval, ProblemCatalog.NotIndependent, ProblemCatalog.AlreadyDecided, ProblemCatalog.ApprovalExpired];
        things.MapPost("/{id:guid}/approve", Decide(kind, isApproved: true, follow)).RequireStepUp().Audited(kind + ".approve")
            .Describe($"approve{noun}", $"Approves the {noun.ToLowerInvariant()} that another administrator requested").CanFail(problems);
        things.MapPost("/{id:guid}/reject", Decide(kind, isApproved: false, follow)).RequireStepUp().Audited(kind + ".reject")
            .Describe($"reject{noun}", $"Rejects the {noun.ToLowerInvariant()} that another administrator requested").CanFail(problems);
    }

    private static Delegate Decide<TView>(string kind, bool isApproved, DecisionFollows<TView> follow) =>
        async Task<Results<Ok<TView>, ApiProblem>> (
            Guid id, ApprovalDecision? decision, Caller caller, HttpContext http, Database database, ApprovalRequests approvals, TimeProvider time) =>
        {
            var errors = new FieldErrors().RequireReason(decision?.Reason, required: !isApproved);
            return errors.Any
                ? errors.ToProblem()
                : await database.InTransactionAsync<Results<Ok<TView>, ApiProblem>>(
                    async transaction =>
                    {
                        var outcome = await approvals.DecideAsync(transaction, caller, kind, id, isApproved, decision?.Reason);
                        return outcome.Problem is null
                            ? TypedResults.Ok(await follow(
                                new Decision(transaction, outcome.Approval!, caller, isApproved, time.GetUtcNow(), http.RequestServices)))
                            : outcome.ToProblem();
                    },
                    http.RequestAborted);
        };
}
