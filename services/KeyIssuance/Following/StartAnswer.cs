using PenguinMails.KeyIssuance.Operations;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.Following;

/// <summary>The answer to a POST that asks for an operation.</summary>
public static class StartAnswer
{
    /// <param name="outcome">What became of the request.</param>
    /// <param name="location">The address under which this caller can follow an operation.</param>
    public static IResult From(StartOutcome outcome, Func<Guid, string> location) => outcome switch
    {
        StartOutcome.Started started => new OperationAccepted(started.OperationId, "pending") { Location = location(started.OperationId) },
        StartOutcome.InProgress running => new ApiProblem(ProblemCatalog.OperationInProgress)
        {
            Detail = $"Follow {location(running.OperationId)} and try again when it has ended.",
            Extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["operationId"] = running.OperationId },
        },
        StartOutcome.NoActiveKey => new ApiProblem(ProblemCatalog.NoActiveKey),
        StartOutcome.NoGracePeriod => new ApiProblem(ProblemCatalog.NoGracePeriod),
        StartOutcome.NoServer => new ApiProblem(ProblemCatalog.NoServer),
        StartOutcome.KeyStillActive => new ApiProblem(ProblemCatalog.KeyStillActive),
        _ => new ApiProblem(ProblemCatalog.NotFound),
    };
}
