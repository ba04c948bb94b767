using Microsoft.AspNetCore.Http.HttpResults;

namespace PenguinMails.ServiceDefaults;

/// <summary>What follows from a decision, in its transaction.</summary>
/// <param name="subjectId">What was decided on.</param>
/// <param name="isApproved">Approved, or rejected.</param>
/// <returns>The thing as it is then: the answer.</returns>
public delegate Task<TView> DecisionFollows<TView>(DatabaseTransaction transaction, Guid subjectId, bool isApproved, DateTimeOffset now);

public static class ApprovalDecisions
{
    /// <summary>Maps <c>POST /{id}/approve</c> and <c>/{id}/reject</c>, with a step-up grant each, for things that a second administrator decides.</summary>
    /// <param name="things">The group of the things' endpoints; it says who may.</param>
    /// <param name="kind">The kind of their approvals; also the action in audit.</param>
    /// <param name="noun">What the things are called in operation ids, such as <c>Export</c>.</param>
    public static void MapDecisions<TView>(this IEndpointRouteBuilder things, string kind, string noun, DecisionFollows<TView> follow)
    {
        ProblemKind[] problems = [ProblemCatalog.SelfApproval, ProblemCatalog.AlreadyDecided, ProblemCatalog.ApprovalExpired];
        things.MapPost("/{id:guid}/approve", Decide(kind, isApproved: true, follow)).RequireStepUp().Audited(kind + ".approve")
            .Describe($"approve{noun}", $"Approves the {noun.ToLowerInvariant()} that another administrator requested").CanFail(problems);
        things.MapPost("/{id:guid}/reject", Decide(kind, isApproved: false, follow)).RequireStepUp().Audited(kind + ".reject")
            .Describe($"reject{noun}", $"Rejects the {noun.ToLowerInvariant()} that another administrator requested").CanFail(problems);
    }

    private static Delegate Decide<TView>(string kind, bool isApproved, DecisionFollows<TView> follow) =>
        async Task<Results<Ok<TView>, ApiProblem>> (
            Guid id, ApprovalDecision? decision, Caller caller, Database database, ApprovalRequests approvals, TimeProvider time, CancellationToken cancellationToken) =>
        {
            var errors = new FieldErrors().RequireReason(decision?.Reason, required: !isApproved);
            return errors.Any
                ? errors.ToProblem()
                : await database.InTransactionAsync<Results<Ok<TView>, ApiProblem>>(
                    async transaction => (await approvals.DecideAsync(transaction, caller, kind, id, isApproved, decision?.Reason)).Problem is { } problem
                        ? new ApiProblem(problem)
                        : TypedResults.Ok(await follow(transaction, id, isApproved, time.GetUtcNow())),
                    cancellationToken);
        };
}
