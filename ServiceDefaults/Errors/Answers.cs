using Microsoft.AspNetCore.Http.HttpResults;

namespace PenguinMails.ServiceDefaults;

/// <summary>Answers that endpoints share.</summary>
public static class Answers
{
    /// <returns>200 with the value; 404 when there is none.</returns>
    public static Results<Ok<T>, ApiProblem> OkOrNotFound<T>(T? value)
        where T : class => value is null ? new ApiProblem(ProblemCatalog.NotFound) : TypedResults.Ok(value);
}
