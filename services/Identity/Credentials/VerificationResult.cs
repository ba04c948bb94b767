namespace PenguinMails.Identity.Credentials;

/// <summary>The result of verifying a password and a code.</summary>
internal abstract record VerificationResult<T>
{
    private VerificationResult()
    {
    }

    /// <summary>Both are valid; the code is now used.</summary>
    public sealed record Passed(T Value) : VerificationResult<T>;

    /// <summary>Password or code is invalid. The audit ledger records which; the caller does not learn it.</summary>
    public sealed record Refused : VerificationResult<T>;

    /// <summary>Too many failures: attempts like this one are paused. The credentials were not checked, or the result is withheld.</summary>
    public sealed record Paused(TimeSpan RetryAfter) : VerificationResult<T>;

    /// <summary>As many passwords as the service takes at a time are being checked. Nothing was checked or counted.</summary>
    public sealed record Busy(TimeSpan RetryAfter) : VerificationResult<T>;
}

internal static class VerificationProblems
{
    private const string PausedDetail =
        "Too many attempts failed; further ones from here are refused until the time in 'Retry-After' has passed. Sessions that are signed in go on.";

    /// <summary>The problem response of a failed verification.</summary>
    public static ApiProblem ToProblem<T>(this VerificationResult<T> answer) => answer switch
    {
        VerificationResult<T>.Paused paused => new ApiProblem(ProblemCatalog.AccountLocked) { Detail = PausedDetail, RetryAfter = paused.RetryAfter },
        VerificationResult<T>.Busy busy => new ApiProblem(ProblemCatalog.TooManyRequests) { RetryAfter = busy.RetryAfter },
        _ => new ApiProblem(ProblemCatalog.InvalidCredentials),
    };
}
