namespace PenguinMails.KeyIssuance.OperationProgress;

/// <summary>The answer to a POST that asks for an operation.</summary>
public static class StartAnswer
{
    /// <summary>Starts an operation, once per idempotency key, unless the request is invalid.</summary>
    /// <param name="location">The address under which this caller can follow an operation; null: the administrators' one.</param>
    public static async Task<IResult> StartAsync(
        this IdempotentStart idempotent, HttpContext http, Caller caller, object? request, FieldErrors errors, Func<DatabaseTransaction, Task<StartOutcome>> start,
        Func<Guid, string>? location = null) =>
        errors.Any
            ? errors.ToProblem()
            : await idempotent.RunAsync(http, caller, request, async transaction => From(await start(transaction), location ?? OperationAddress.ForAdmins));

    /// <param name="outcome">What became of the request.</param>
    /// <param name="location">The address under which this caller can follow an operation.</param>
    public static IResult From(StartOutcome outcome, Func<Guid, string> location) => outcome switch
    {
        StartOutcome.Started started => new OperationAccepted(started.OperationId, "pending") { Location = location(started.OperationId) },
        StartOutcome.InProgress running => new ApiProblem(running.Problem)
        {
            Detail = $"Follow {location(running.OperationId)} and try again when it has ended.",
            Extensions = new() { ["operationId"] = running.OperationId },
        },
        StartOutcome.Refused refused => new ApiProblem(refused.Problem) { Detail = refused.NextStep },
        _ => throw new InvalidOperationException($"A request ended in an unknown way: {outcome}."),
    };
}
