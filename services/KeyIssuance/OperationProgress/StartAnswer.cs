namespace PenguinMails.KeyIssuance.OperationProgress;

/// <summary>The answer to a POST that asks for an operation.</summary>
public static class StartAnswer
{
    /// <param name="outcome">What became of the request.</param>
    /// <param name="location">The address under which this caller can follow an operation.</param>
    public static IResult From(StartOutcome outcome, Func<Guid, string> location) => outcome switch
    {
        StartOutcome.Started started => new OperationAccepted(started.OperationId, "pending") { Location = location(started.OperationId) },
        StartOutcome.InProgress running => new ApiProblem(running.Problem)
        {
            Detail = $"Follow {location(running.OperationId)} and try again when it has ended.",
            Extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["operationId"] = running.OperationId },
        },
        StartOutcome.Refused refused => new ApiProblem(refused.Problem) { Detail = refused.NextStep },
        _ => throw new InvalidOperationException($"A request ended in an unknown way: {outcome}."),
    };
}
