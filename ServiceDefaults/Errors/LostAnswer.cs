namespace PenguinMails.ServiceDefaults;

/// <summary>A change that was handed on and never answered. It may have been made, so its problem must not say that nothing was changed.</summary>
public static class LostAnswer
{
    /// <summary>Member of the problem document: true when the change may have been made.</summary>
    public const string Member = "isOutcomeUnknown";

    /// <summary>The problem of such a change.</summary>
    public static ApiProblem Problem => new(ProblemCatalog.DependencyUnavailable)
    {
        Detail = "The service did not answer, so it is not known whether this was done. Repeat it with the same 'Idempotency-Key', which does nothing twice, or read the present state first.",
        Extensions = new() { [Member] = true },
    };

    /// <param name="method">Of the request; reads change nothing.</param>
    /// <param name="failure">Why there is no answer. Without a connection, the request has not left.</param>
    public static bool MayBeMade(string method, Exception? failure) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method)
        && failure is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };
}
