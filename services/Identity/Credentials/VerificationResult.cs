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

    /// <summary>The account is locked after too many failures. The credentials were not checked, or the result is withheld.</summary>
    public sealed record Locked(TimeSpan RetryAfter) : VerificationResult<T>;
}

internal static class VerificationProblems
{
    /// <summary>The problem response of a failed verification.</summary>
    public static ApiProblem ToProblem<T>(this VerificationResult<T> answer) => answer is VerificationResult<T>.Locked locked
        ? new ApiProblem(ProblemCatalog.AccountLocked) { RetryAfter = locked.RetryAfter }
        : new ApiProblem(ProblemCatalog.InvalidCredentials);
}
