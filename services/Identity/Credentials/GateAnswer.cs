using PenguinMails.ServiceDefaults;

namespace PenguinMails.Identity.Credentials;

/// <summary>How the gate answered somebody who gave a password and a code.</summary>
internal abstract record GateAnswer<T>
{
    private GateAnswer()
    {
    }

    /// <summary>Both were right, and the code is used up.</summary>
    public sealed record Passed(T Value) : GateAnswer<T>;

    /// <summary>Something was wrong. What, is recorded and not told.</summary>
    public sealed record Refused : GateAnswer<T>;

    /// <summary>Too many failures. Nothing was checked, or the result is kept back.</summary>
    public sealed record Locked(TimeSpan RetryAfter) : GateAnswer<T>;
}

internal static class GateProblems
{
    /// <summary>The answer to those who did not pass.</summary>
    public static ApiProblem ToProblem<T>(this GateAnswer<T> answer) => answer is GateAnswer<T>.Locked locked
        ? new ApiProblem(ProblemCatalog.AccountLocked) { RetryAfter = locked.RetryAfter }
        : new ApiProblem(ProblemCatalog.InvalidCredentials);
}
