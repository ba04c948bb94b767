using PenguinMails.Identity.Invitations;

namespace PenguinMails.Identity.People;

/// <summary>What became of a change of somebody's access.</summary>
internal abstract record PersonOutcome
{
    private PersonOutcome()
    {
    }

    public sealed record Done : PersonOutcome;

    /// <summary>There is a new invitation.</summary>
    public sealed record Invited(PlainTextInvitation Invitation) : PersonOutcome;

    /// <param name="Problem">Why.</param>
    /// <param name="Detail">What to do next, where it is not what the problem says anyway.</param>
    /// <param name="RetryAfter">How long it takes until it can be done, where that is known.</param>
    public sealed record Refused(ProblemKind Problem, string? Detail = null, TimeSpan? RetryAfter = null) : PersonOutcome
    {
        public ApiProblem ToProblem() => Detail is null
            ? new ApiProblem(Problem) { RetryAfter = RetryAfter }
            : new ApiProblem(Problem) { Detail = Detail, RetryAfter = RetryAfter };
    }
}
